namespace Slug.Models.Checkpoints.Torch;

/// <summary>
/// The names that a checkpoint may refer to, and what is made of them. Nothing here runs anything of Python's: tensors and containers are built, the
/// objects of training programs become inert ones that know their class's name.
/// </summary>
internal static class PickleNames
{
    // Elements of an expanded view, beyond those of its storage: positions and masks are repeated, weights are not.
    private const long MostRepeated = 1L << 22;

    private static readonly HashSet<string> Harmless = new(StringComparer.Ordinal)
    {
        "torch.device", "torch.Size", "_codecs.encode", "builtins.complex", "__builtin__.complex",
        // Lists and dictionaries among the attributes of a TorchScript module, with their type.
        "torch.jit._pickle.build_intlist", "torch.jit._pickle.build_doublelist", "torch.jit._pickle.build_boollist", "torch.jit._pickle.build_tensorlist",
        "torch.jit._pickle.restore_type_tag",
    };

    /// <summary>The result of calling <paramref name="callee"/>; a call that means harm is added to <paramref name="refused"/>.</summary>
    public static object? Build(PickleGlobal callee, IReadOnlyList<object?> arguments, ISet<string> refused)
    {
        switch (callee.FullName)
        {
            case "torch._utils._rebuild_tensor" or "torch._utils._rebuild_tensor_v2":
                return Tensor(arguments);
            case "torch._utils._rebuild_parameter":
                return arguments is [PickleTensor parameter, ..] ? parameter : throw new PickleFormatException("a parameter is not made of a tensor.");
            case "torch._utils._rebuild_parameter_with_state":
                return arguments is [PickleTensor stateful, ..] ? stateful : throw new PickleFormatException("a parameter is not made of a tensor.");
            case "torch._tensor._rebuild_from_type_v2" or "torch._tensor._rebuild_from_type":
                // A tensor with attributes of its own, or of a class that is one: the call that makes the tensor within comes first.
                return arguments is [PickleGlobal { Module: "torch._utils" } rebuild, _, PickleTuple { Items: var inner }, ..]
                    ? Build(rebuild, inner, refused)
                    : new PickleObject(callee.FullName);
            case "collections.OrderedDict" or "collections.Counter" or "builtins.dict" or "__builtin__.dict":
                return Dictionary(arguments);
            case "collections.defaultdict":
                return Dictionary([.. arguments.Skip(1)]);
            case "copyreg._reconstructor" or "copy_reg._reconstructor" when arguments is [PickleGlobal made, ..]:
                var whole = new PickleObject(made.FullName);
                if (arguments[^1] is PickleDictionary content) whole.Items.SetAll(content);
                return whole;
            case "builtins.getattr" or "__builtin__.getattr":
                // How Python 3.11 writes a member of an enumeration; any other use looks for something to run.
                if (arguments is not [PickleGlobal owner, string] || PickleSafety.IsHarmful(owner)) refused.Add(callee.FullName);
                return new PickleObject(callee.FullName);
            case "builtins.set" or "__builtin__.set" or "builtins.frozenset" or "__builtin__.frozenset":
                return new PickleList();
            case var script when callee.IsOfScript:
                // A module is made empty and gets its attributes later; what is made of a value is an enumeration's member.
                return arguments.Count == 0 ? new PickleModule() : new PickleOther(script);
            case var harmless when Harmless.Contains(harmless):
                return new PickleOther(harmless);
            case var other:
                return new PickleObject(other);
        }
    }

    /// <summary>The storage that a persistent id names: <c>('storage', torch.FloatStorage, '0', 'cpu', 100)</c>.</summary>
    public static PickleStorage Storage(object? id)
    {
        if (id is not PickleTuple { Items: ["storage", PickleGlobal name, string key, string, long count] } || count < 0)
            throw new PickleFormatException("it refers to something outside that is no storage.");
        // The key becomes part of an entry's name.
        if (key.Length == 0 || !key.All(char.IsAsciiDigit)) throw new PickleFormatException($"a storage has the odd name '{key}'.");
        return new PickleStorage(key, TorchStorageType.Find(name) ?? new TorchStorageType(name.FullName), count);
    }

    private static PickleTensor Tensor(IReadOnlyList<object?> arguments)
    {
        if (arguments is not [PickleStorage storage, long offset, PickleTuple shape, PickleTuple strides, ..]
            || Integers(shape) is not { } sizes || Integers(strides) is not { } steps || sizes.Length != steps.Length || offset < 0
            || !Fits(storage, offset, sizes, steps))
            throw new PickleFormatException("a tensor does not lie within its storage.");
        return new PickleTensor(storage, offset, sizes, steps);
    }

    private static bool Fits(PickleStorage storage, long offset, long[] sizes, long[] steps)
    {
        if (Array.Exists(sizes, size => size < 0) || Array.Exists(steps, step => step < 0)) return false;
        try
        {
            // Strides of zero repeat an element: an expanded view has more elements than its storage.
            var elements = sizes.Aggregate(1L, (product, size) => checked(product * size));
            if (elements == 0) return true;
            var last = offset;
            foreach (var (size, step) in sizes.Zip(steps)) last = checked(last + ((size - 1) * step));
            return last < storage.Count && elements <= Math.Max(storage.Count, MostRepeated);
        }
        catch (OverflowException)
        {
            return false;
        }
    }

    private static PickleDictionary Dictionary(IReadOnlyList<object?> arguments)
    {
        var dictionary = new PickleDictionary();
        if (arguments is [PickleDictionary copied])
        {
            dictionary.SetAll(copied);
        }
        else if (arguments is [PickleList pairs])
        {
            foreach (var pair in pairs.Items)
            {
                if (pair is PickleTuple { Items: [string key, var value] }) dictionary.Set(key, value);
                else if (pair is PickleList { Items: [string name, var item] }) dictionary.Set(name, item);
            }
        }

        return dictionary;
    }

    private static long[]? Integers(PickleTuple tuple) => tuple.Items.All(item => item is long) ? [.. tuple.Items.Cast<long>()] : null;
}
