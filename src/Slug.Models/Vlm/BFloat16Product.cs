using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using TorchSharp;
using static TorchSharp.torch;

namespace Slug.Models.Vlm;

/// <summary>
/// <c>x W^T</c> in bfloat16 on a CPU for a few rows of x, as generation needs it: every new token reads all weights once and computes little with
/// them, so the time is that of memory. libtorch's own product is made for many rows and reads at a third of that speed. Sums are in float32;
/// each output is one sum in a fixed order, the same whatever the threads.
/// </summary>
internal static unsafe class BFloat16Product
{
    /// <summary>From more rows on libtorch is faster.</summary>
    public const int MostRows = 16;

    // Rows of W that are read together.
    private const int Block = 4;

    // Elements of W in a vector: the lower and the upper halves of its 16 words of 32 bits.
    private const int Step = 32;

    /// <summary>Whether a product can be made here: bfloat16 on a CPU with vectors of 256 bits or more, without a gradient, and few rows.</summary>
    public static bool Serves(Tensor x, Tensor weight) =>
        weight.dtype == ScalarType.BFloat16 && x.dtype == ScalarType.BFloat16 && weight.device_type == DeviceType.CPU && x.device_type == DeviceType.CPU
        && Vector256.IsHardwareAccelerated && BitConverter.IsLittleEndian && !is_grad_enabled()
        && weight.shape[1] % Step == 0 && weight.numel() < int.MaxValue / 2 && x.numel() / x.shape[^1] <= MostRows && weight.is_contiguous();

    /// <summary>Multiplies.</summary>
    /// <param name="x"><c>[..., input]</c>.</param>
    /// <param name="weight"><c>[output, input]</c>.</param>
    /// <returns><c>[..., output]</c>.</returns>
    public static Tensor Of(Tensor x, Tensor weight)
    {
        var (outputs, inputs) = ((int)weight.shape[0], (int)weight.shape[1]);
        var rows = (int)(x.numel() / inputs);
        var result = empty([.. x.shape[..^1], outputs], ScalarType.BFloat16);
        using var contiguous = x.contiguous();
        var wide = (float*)NativeMemory.AlignedAlloc((nuint)rows * (nuint)inputs * sizeof(float), 64);
        try
        {
            fixed (byte* source = contiguous.bytes)
            fixed (byte* matrix = weight.bytes)
            fixed (byte* target = result.bytes)
            {
                Widen((ushort*)source, wide, rows, inputs);
                var job = new Job(wide, (ushort*)matrix, (ushort*)target, rows, inputs, outputs);
                var parts = Math.Max(1, Math.Min(get_num_threads(), outputs / 64));
                if (parts == 1) job.Run(0, outputs);
                else Parallel.For(0, parts, new ParallelOptions { MaxDegreeOfParallelism = parts }, part => job.Run(job.Border(part, parts), job.Border(part + 1, parts)));
            }
        }
        finally
        {
            NativeMemory.AlignedFree(wide);
        }

        return result;
    }

    /// <summary>
    /// x in float32, of every 32 elements first those at even places, then those at odd ones: so they meet those of W, whose words of 32 bits hold
    /// an even element below an odd one.
    /// </summary>
    private static void Widen(ushort* source, float* wide, int rows, int inputs)
    {
        for (var row = 0; row < rows; row++)
        {
            for (var i = 0; i < inputs; i += Step)
            {
                var words = Vector512.Load((uint*)(source + ((long)row * inputs) + i));
                var place = wide + ((long)row * inputs) + i;
                Lower(words).Store(place);
                Upper(words).Store(place + 16);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Lower(Vector512<uint> words) => (words << 16).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Upper(Vector512<uint> words) => (words & Vector512.Create(0xFFFF0000u)).AsSingle();

    /// <summary>One product; threads take parts of its outputs.</summary>
    private sealed class Job(float* x, ushort* weight, ushort* result, int rows, int inputs, int outputs)
    {
        /// <summary>Where a part begins, at a whole block.</summary>
        public int Border(int part, int parts) => part == parts ? outputs : (int)((long)outputs * part / parts / Block * Block);

        public void Run(int from, int to)
        {
            var sums = stackalloc float[Block];
            for (var o = from; o < to; o += Block)
            {
                var height = Math.Min(Block, to - o);
                var block = weight + ((long)o * inputs);
                // The block stays in the nearest cache while all rows of x meet it: memory is read once.
                for (var row = 0; row < rows; row++)
                {
                    var there = x + ((long)row * inputs);
                    if (height == Block) Four(block, there, sums);
                    else for (var i = 0; i < height; i++) sums[i] = One(block + ((long)i * inputs), there);
                    for (var i = 0; i < height; i++) result[((long)row * outputs) + o + i] = Round(sums[i]);
                }
            }
        }

        private float One(ushort* w, float* at)
        {
            var (even, odd) = (Vector512<float>.Zero, Vector512<float>.Zero);
            for (var k = 0; k < inputs; k += Step)
            {
                var words = Vector512.Load((uint*)(w + k));
                even = Vector512.FusedMultiplyAdd(Lower(words), Vector512.Load(at + k), even);
                odd = Vector512.FusedMultiplyAdd(Upper(words), Vector512.Load(at + k + 16), odd);
            }

            return Vector512.Sum(even + odd);
        }

        /// <summary>Four outputs of one row, in as many chains of sums as keep a core busy.</summary>
        private void Four(ushort* w, float* at, float* sums)
        {
            ushort* w1 = w + inputs, w2 = w1 + inputs, w3 = w2 + inputs;
            var (e0, e1, e2, e3) = (Vector512<float>.Zero, Vector512<float>.Zero, Vector512<float>.Zero, Vector512<float>.Zero);
            var (o0, o1, o2, o3) = (e0, e0, e0, e0);
            for (var k = 0; k < inputs; k += Step)
            {
                var (even, odd) = (Vector512.Load(at + k), Vector512.Load(at + k + 16));
                var words = Vector512.Load((uint*)(w + k));
                e0 = Vector512.FusedMultiplyAdd(Lower(words), even, e0);
                o0 = Vector512.FusedMultiplyAdd(Upper(words), odd, o0);
                words = Vector512.Load((uint*)(w1 + k));
                e1 = Vector512.FusedMultiplyAdd(Lower(words), even, e1);
                o1 = Vector512.FusedMultiplyAdd(Upper(words), odd, o1);
                words = Vector512.Load((uint*)(w2 + k));
                e2 = Vector512.FusedMultiplyAdd(Lower(words), even, e2);
                o2 = Vector512.FusedMultiplyAdd(Upper(words), odd, o2);
                words = Vector512.Load((uint*)(w3 + k));
                e3 = Vector512.FusedMultiplyAdd(Lower(words), even, e3);
                o3 = Vector512.FusedMultiplyAdd(Upper(words), odd, o3);
            }

            sums[0] = Vector512.Sum(e0 + o0);
            sums[1] = Vector512.Sum(e1 + o1);
            sums[2] = Vector512.Sum(e2 + o2);
            sums[3] = Vector512.Sum(e3 + o3);
        }

        /// <summary>To the nearest bfloat16, ties to even.</summary>
        private static ushort Round(float value)
        {
            var bits = BitConverter.SingleToUInt32Bits(value);
            return float.IsNaN(value) ? (ushort)0x7FC0 : (ushort)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
        }
    }
}
