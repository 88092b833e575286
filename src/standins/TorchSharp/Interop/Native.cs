using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace TorchSharp.Interop;

/// <summary>
/// Calls libtorch's operators by name. Trailing arguments that are left out take the operator's defaults; autograd sees every
/// call; libtorch's errors become <see cref="ExternalException"/>.
/// </summary>
internal static partial class Native
{
    private const int MaxResults = 8;
    private const int StackWords = 64;

    private static readonly ConcurrentDictionary<string, nint> Operators = new(StringComparer.Ordinal);

    /// <summary>Calls an operator that returns a tensor first.</summary>
    /// <param name="name">The operator without its namespace, with the overload after a point: <c>add.Tensor</c>, <c>exp</c>.</param>
    /// <param name="args">Its leading arguments.</param>
    public static torch.Tensor Call(string name, params ReadOnlySpan<Arg> args) => CallOrNull(name, args) ?? throw NoTensor(name);

    /// <summary>As Call; null where the operator gives the undefined tensor.</summary>
    public static unsafe torch.Tensor? CallOrNull(string name, params ReadOnlySpan<Arg> args)
    {
        NativeValue result;
        Invoke(name, args, &result, 1);
        return Wrap(result);
    }

    /// <summary>Calls an operator for its effect on its arguments and returns <paramref name="self"/>.</summary>
    public static unsafe torch.Tensor InPlace(torch.Tensor self, string name, params ReadOnlySpan<Arg> args)
    {
        Invoke(name, args, null, 0);
        return self;
    }

    /// <summary>Calls an operator that returns two tensors.</summary>
    [SkipLocalsInit]
    public static unsafe (torch.Tensor, torch.Tensor) Call2(string name, params ReadOnlySpan<Arg> args)
    {
        NativeValue* results = stackalloc NativeValue[2];
        Invoke(name, args, results, 2);
        return (Wrap(results[0])!, Wrap(results[1])!);
    }

    /// <summary>Calls an operator that returns three tensors.</summary>
    [SkipLocalsInit]
    public static unsafe (torch.Tensor, torch.Tensor, torch.Tensor) Call3(string name, params ReadOnlySpan<Arg> args)
    {
        NativeValue* results = stackalloc NativeValue[3];
        Invoke(name, args, results, 3);
        return (Wrap(results[0])!, Wrap(results[1])!, Wrap(results[2])!);
    }

    /// <summary>Calls an operator that returns a list of tensors.</summary>
    public static unsafe torch.Tensor[] CallList(string name, params ReadOnlySpan<Arg> args)
    {
        NativeValue result;
        Invoke(name, args, &result, 1);
        if (result.Tag != NativeTag.TensorList)
            throw NoTensor(name);
        return WrapAll(new ReadOnlySpan<nint>((void*)result.Bits, result.Count))!;
    }

    /// <summary>Calls an operator that returns a bool.</summary>
    public static bool CallBool(string name, params ReadOnlySpan<Arg> args) => CallBits(name, args) != 0;

    /// <summary>Calls an operator that returns an integer.</summary>
    public static unsafe long CallBits(string name, params ReadOnlySpan<Arg> args)
    {
        NativeValue result;
        Invoke(name, args, &result, 1);
        return result.Bits;
    }

    /// <summary>Takes over handles that a native function filled; null ones stay null.</summary>
    public static torch.Tensor?[] WrapAll(ReadOnlySpan<nint> handles)
    {
        var tensors = new torch.Tensor?[handles.Length];
        for (int i = 0; i < tensors.Length; i++)
            tensors[i] = handles[i] == 0 ? null : new torch.Tensor(handles[i]);
        return tensors;
    }

    /// <summary>The exception for the last native failure of this thread.</summary>
    public static ExternalException Failure() => new(Marshal.PtrToStringUTF8(LastError()) ?? "libtorch failed without a message");

    /// <summary>Throws if a native function answered that it failed.</summary>
    public static int Check(int result) => result < 0 ? throw Failure() : result;

    private static torch.Tensor? Wrap(in NativeValue value) =>
        value is { Tag: NativeTag.Tensor, Bits: not 0 } ? new((nint)value.Bits) : null;

    private static InvalidOperationException NoTensor(string name) => new($"{name} returned no tensor");

    [SkipLocalsInit]
    private static unsafe void Invoke(string name, ReadOnlySpan<Arg> args, NativeValue* results, int capacity)
    {
        if (!Operators.TryGetValue(name, out nint op))
            op = Resolve(name);

        // Lists are copied behind each other into one buffer, on the stack unless they are long.
        int words = 0;
        foreach (ref readonly var arg in args)
            words += arg.Tag == NativeTag.String ? (arg.Count + 7) / 8 : arg.Tag >= NativeTag.IntList ? arg.Count : 0;
        Span<long> buffer = words <= StackWords ? stackalloc long[StackWords] : new long[words];
        NativeValue* values = stackalloc NativeValue[args.Length];
        fixed (long* start = buffer)
        {
            long* free = start;
            for (int i = 0; i < args.Length; i++)
            {
                ref readonly var arg = ref args[i];
                values[i] = new NativeValue { Tag = arg.Tag, Count = arg.Count, Bits = arg.Bits };
                if (arg.Tag is not (NativeTag.String or >= NativeTag.IntList) || arg.Tag == NativeTag.Default)
                    continue;
                values[i].Bits = (long)free;
                free += CopyList(arg, free);
            }

            int produced = Call(op, values, args.Length, results, capacity);
            // The tensors must not be finalized while libtorch looks at them.
            foreach (ref readonly var arg in args)
                GC.KeepAlive(arg.Object);
            if (produced < 0)
                throw Failure();
            for (int i = produced; i < capacity; i++)
                results[i] = default;
        }
    }

    private static unsafe int CopyList(in Arg arg, long* target)
    {
        switch (arg.Object)
        {
            case long[] integers:
                integers.CopyTo(new Span<long>(target, integers.Length));
                return integers.Length;
            case double[] numbers:
                numbers.CopyTo(new Span<double>(target, numbers.Length));
                return numbers.Length;
            case byte[] text:
                text.CopyTo(new Span<byte>(target, text.Length));
                return (text.Length + 7) / 8;
            case torch.Tensor?[] tensors:
                for (int i = 0; i < tensors.Length; i++)
                    target[i] = tensors[i] is { } tensor ? tensor.Handle : 0;
                return tensors.Length;
            default:
                return 0;
        }
    }

    private static nint Resolve(string name)
    {
        int point = name.IndexOf('.');
        string stem = point < 0 ? name : name[..point];
        nint op = Find(stem.Contains("::") ? stem : "aten::" + stem, point < 0 ? "" : name[(point + 1)..]);
        if (op == 0)
            throw Failure();
        Operators[name] = op;
        return op;
    }
}
