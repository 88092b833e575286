using System.Numerics;
using System.Runtime.CompilerServices;
using TorchSharp.Interop;
using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>
/// Adam in one pass over memory, for tensors on the CPU. As tensor operators a step reads and writes every number some twenty times,
/// and an embedding table of millions of rows then costs as much as the model.
/// </summary>
internal static unsafe class AdamPass
{
    // Elements that one thread takes at a time: enough to outweigh handing them out, and small parameters stay whole.
    private const int Chunk = 1 << 15;

    /// <summary>Whether the pass can do this parameter.</summary>
    public static bool Takes(AdamState state, Tensor gradient)
    {
        var type = state.Parameter.dtype;
        return type is ScalarType.Float32 or ScalarType.Float64 && gradient.dtype == type
            && state.Parameter.device_type == DeviceType.CPU && !gradient.is_sparse && gradient.is_contiguous()
            && state.Parameter.is_contiguous() && state.Average.is_contiguous() && state.Square.is_contiguous();
    }

    /// <summary>One step; the result does not depend on the number of threads.</summary>
    public static void Run((AdamState State, Tensor Gradient)[] work, AdamSettings settings)
    {
        var chunks = new List<(int Item, long Start, long Count)>();
        for (var i = 0; i < work.Length; i++)
        {
            var count = work[i].State.Parameter.numel();
            for (long start = 0; start < count; start += Chunk)
                chunks.Add((i, start, Math.Min(Chunk, count - start)));
        }

        var workers = Math.Min(get_num_threads(), chunks.Count / 2);
        if (workers <= 1)
        {
            foreach (var chunk in chunks)
                RunChunk(work[chunk.Item], chunk.Start, chunk.Count, settings);
            return;
        }
        var next = -1;
        Parallel.For(0, workers, new ParallelOptions { MaxDegreeOfParallelism = workers }, _ =>
        {
            for (var i = Interlocked.Increment(ref next); i < chunks.Count; i = Interlocked.Increment(ref next))
                RunChunk(work[chunks[i].Item], chunks[i].Start, chunks[i].Count, settings);
        });
    }

    private static void RunChunk((AdamState State, Tensor Gradient) item, long start, long count, in AdamSettings settings)
    {
        if (item.State.Parameter.dtype == ScalarType.Float32)
            RunChunk<float>(item.State, item.Gradient, start, count, settings);
        else
            RunChunk<double>(item.State, item.Gradient, start, count, settings);
    }

    private static void RunChunk<T>(AdamState state, Tensor gradient, long start, long count, in AdamSettings settings)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Loop(
            (T*)Native.Data(state.Parameter.Handle) + start, (T*)Native.Data(state.Average.Handle) + start,
            (T*)Native.Data(state.Square.Handle) + start, (T*)Native.Data(gradient.Handle) + start, (nint)count, settings, state.Steps);
        GC.KeepAlive(state);
        GC.KeepAlive(gradient);
    }

    /// <summary>
    /// <c>p ← decay·p;  m ← β₁m + (1-β₁)g;  v ← β₂v + (1-β₂)g²;  p ← p + size·m / (√v / root + ε)</c>, in the order of the operators
    /// that it stands for. No fused multiply-add, so that the vector loop and the rest agree to the bit.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Loop<T>(T* p, T* m, T* v, T* g, nint count, in AdamSettings settings, long step)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var decay = T.CreateChecked(settings.Decoupled ? 1 - settings.LearningRate * settings.WeightDecay : 1);
        var joined = T.CreateChecked(settings.Decoupled ? 0 : settings.WeightDecay);
        var sign = settings.Maximize ? -T.One : T.One;
        var (beta1, rest1) = (T.CreateChecked(settings.Beta1), T.CreateChecked(1 - settings.Beta1));
        var (beta2, rest2) = (T.CreateChecked(settings.Beta2), T.CreateChecked(1 - settings.Beta2));
        var (root, eps, size) = (T.CreateChecked(settings.RootCorrection(step)), T.CreateChecked(settings.Eps), T.CreateChecked(settings.StepSize(step)));

        nint i = 0;
        for (; i <= count - Vector<T>.Count; i += Vector<T>.Count)
        {
            var parameter = Vector.Load(p + i);
            var gradient = Vector.Load(g + i) * sign + parameter * joined;
            var average = Vector.Load(m + i) * beta1 + gradient * rest1;
            var square = Vector.Load(v + i) * beta2 + gradient * rest2 * gradient;
            Vector.Store(average, m + i);
            Vector.Store(square, v + i);
            var divisor = Vector.SquareRoot(square) / root + new Vector<T>(eps);
            Vector.Store(parameter * decay + average * size / divisor, p + i);
        }
        for (; i < count; i++)
        {
            var gradient = g[i] * sign + p[i] * joined;
            m[i] = m[i] * beta1 + gradient * rest1;
            v[i] = v[i] * beta2 + gradient * rest2 * gradient;
            p[i] = p[i] * decay + m[i] * size / (T.Sqrt(v[i]) / root + eps);
        }
    }
}
