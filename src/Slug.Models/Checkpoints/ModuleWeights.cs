using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Slug.Models.Checkpoints;

/// <summary>
/// Fills a module that was made on the meta device, where parameters have shapes and no memory: from a checkpoint or at random. Each parameter is
/// made once, on its device and in its type; a checkpoint never stands in memory beside the model.
/// </summary>
internal static class ModuleWeights
{
    /// <summary>Fills the module from the file's tensors of the same names.</summary>
    /// <param name="module">The module; disposed when it cannot be filled.</param>
    /// <param name="file">The checkpoint.</param>
    /// <param name="device">Where the parameters go.</param>
    /// <param name="type">Their element type; null keeps the file's.</param>
    /// <param name="ignore">Tensors of the file that may be left aside.</param>
    /// <returns>The module.</returns>
    /// <exception cref="CheckpointException">Lists all missing, unexpected and wrongly shaped tensors; or those with values that are no numbers.</exception>
    public static T Load<T>(T module, ICheckpointFile file, Device device, ScalarType? type, Func<string, bool>? ignore = null)
        where T : nn.Module => Load(module, file, device, _ => type, ignore);

    /// <summary>Fills the module from the file's tensors of the same names; each has a type of its own.</summary>
    /// <param name="module">The module; disposed when it cannot be filled.</param>
    /// <param name="file">The checkpoint.</param>
    /// <param name="device">Where the parameters go.</param>
    /// <param name="type">The element type of a parameter; null keeps the file's.</param>
    /// <param name="ignore">Tensors of the file that may be left aside.</param>
    /// <param name="own">
    /// Whether parameters have memory of their own. Else those that need no conversion are the file's, mapped, until they are written to; they begin where
    /// they begin in the file, and products of matrices may round otherwise there than at a multiple of 64 bytes.
    /// </param>
    /// <param name="finite">Whether values that are no numbers are refused; else the caller looks.</param>
    /// <returns>The module.</returns>
    /// <exception cref="CheckpointException">Lists all missing, unexpected and wrongly shaped tensors; or those with values that are no numbers.</exception>
    public static T Load<T>(
        T module, ICheckpointFile file, Device device, Func<string, ScalarType?> type, Func<string, bool>? ignore = null, bool own = false, bool finite = true)
        where T : nn.Module
    {
        try
        {
            RequireFit(module, file, ignore);
            var entries = file.Entries.Index().ToDictionary(e => e.Item.Name, StringComparer.Ordinal);
            // In the order of the file, so that the disk goes on to what is wanted next.
            Fill(module, (name, _) => Read(file, entries[name].Item, device, type(name), own, finite), name => entries[name].Index);
            return module;
        }
        catch
        {
            module.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Fills the module as PyTorch initialises its layers: weights and biases of linear layers and convolutions uniform in
    /// <c>±fanIn^-1/2</c>, norms the identity.
    /// </summary>
    public static T Initialize<T>(T module, ulong seed)
        where T : nn.Module
    {
        using var generator = new Generator(seed);
        Fill(module, (name, owner) => Initial(owner, name[(name.LastIndexOf('.') + 1)..], generator));
        return module;
    }

    /// <summary>What of a checkpoint does not fit a module, one line each.</summary>
    /// <exception cref="CheckpointException">Anything does not fit.</exception>
    public static void RequireFit(nn.Module module, ICheckpointFile file, Func<string, bool>? ignore = null) =>
        RequireFit(module.named_parameters().ToDictionary(p => p.name, p => p.parameter.shape, StringComparer.Ordinal), file, ignore);

    /// <summary>What of a checkpoint does not fit a model whose tensors have these shapes, one line each.</summary>
    /// <exception cref="CheckpointException">Anything does not fit.</exception>
    public static void RequireFit(IReadOnlyDictionary<string, long[]> targets, ICheckpointFile file, Func<string, bool>? ignore = null)
    {
        var entries = file.Entries.ToDictionary(e => e.Name, StringComparer.Ordinal);
        var problems = new List<string>();
        foreach (var (name, shape) in targets.Where(t => !entries.ContainsKey(t.Key))) problems.Add($"'{name}' {Shape(shape)} is missing.");
        foreach (var entry in file.Entries)
        {
            if (!targets.TryGetValue(entry.Name, out var shape))
            {
                if (ignore?.Invoke(entry.Name) != true) problems.Add($"'{entry.Name}' {Shape(entry.Shape)} is unexpected: the model has no such tensor.");
            }
            else if (!entry.Shape.SequenceEqual(shape))
            {
                problems.Add($"'{entry.Name}' has shape {Shape(entry.Shape)}, the model needs {Shape(shape)}.");
            }
            else if (!IsFloat(entry.Type))
            {
                problems.Add($"'{entry.Name}' has elements of type {entry.Type}; weights are floating-point numbers.");
            }
        }

        if (problems.Count > 0) throw new CheckpointException(file.Path, problems);
    }

    private static bool IsFloat(ScalarType type) => type is ScalarType.Float16 or ScalarType.BFloat16 or ScalarType.Float32 or ScalarType.Float64;

    private static Tensor Read(ICheckpointFile file, CheckpointEntry entry, Device device, ScalarType? type, bool own, bool finite)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var shared = own || device.type != TorchSharp.DeviceType.CPU || (type ?? entry.Type) != entry.Type ? null : file.TryShare(entry.Name);
        var weights = shared ?? empty([.. entry.Shape], type ?? entry.Type, device);
        if (shared is null) file.CopyTo(entry.Name, weights);
        if (finite && !FiniteScan.IsFinite(weights))
            throw new CheckpointException(file.Path, [$"'{entry.Name}' holds values that are infinite or no numbers."]);
        return weights.MoveToOuterDisposeScope();
    }

    private static void Fill(nn.Module module, Func<string, nn.Module, Tensor> make, Func<string, int>? place = null)
    {
        // Whose a parameter is, and under which name: TorchSharp's own list of modules has some twice, under the names of their fields too.
        var owners = new Dictionary<IntPtr, (nn.Module Module, string Name)>();
        foreach (var owner in module.named_modules().Select(m => m.Item2).Prepend(module))
        {
            foreach (var (name, parameter) in owner.named_parameters(recurse: false)) owners.TryAdd(parameter.Handle, (owner, name));
        }

        var parameters = module.named_parameters().ToList();
        foreach (var (path, old) in place is null ? parameters : [.. parameters.OrderBy(p => place(p.name))])
        {
            using var scope = NewDisposeScope();
            var (owner, name) = owners[old.Handle];
            var parameter = nn.Parameter(make(path, owner));
            parameter.DetachFromDisposeScope();
            Replace(owner, name, parameter);
        }
    }

    private static void Replace(nn.Module owner, string name, Parameter parameter)
    {
        switch (owner, name)
        {
            case (Linear layer, "weight"): layer.weight = parameter; break;
            case (Linear layer, "bias"): layer.bias = parameter; break;
            case (Conv2d layer, "weight"): layer.weight = parameter; break;
            case (Conv2d layer, "bias"): layer.bias = parameter; break;
            case (GroupNorm layer, "weight"): layer.weight = parameter; break;
            case (GroupNorm layer, "bias"): layer.bias = parameter; break;
            case (LayerNorm layer, "weight"): layer.weight = parameter; break;
            case (LayerNorm layer, "bias"): layer.bias = parameter; break;
            case (Embedding layer, "weight"): layer.weight = parameter; break;
            case (IOwnParameters module, _): module.Replace(name, parameter); break;
            default: throw new NotSupportedException($"{owner.GetName()} has a parameter '{name}' that cannot be replaced.");
        }
    }

    private static Tensor Initial(nn.Module owner, string name, Generator generator)
    {
        using var noGrad = no_grad();
        return owner switch
        {
            Linear layer => Uniform(name == "weight" ? layer.weight!.shape : layer.bias!.shape, layer.weight!.shape),
            Conv2d layer => Uniform(name == "weight" ? layer.weight!.shape : layer.bias!.shape, layer.weight!.shape),
            GroupNorm layer => name == "weight" ? ones(layer.weight!.shape) : zeros(layer.bias!.shape),
            LayerNorm layer => name == "weight" ? ones(layer.weight!.shape) : zeros(layer.bias!.shape),
            _ => randn(owner.get_parameter(name)!.shape, generator: generator).mul_(0.02),
        };

        Tensor Uniform(long[] shape, long[] weight)
        {
            var bound = 1 / Math.Sqrt(weight.Skip(1).Aggregate(1L, (product, extent) => product * extent));
            return rand(shape, generator: generator).mul_(2 * bound).sub_(bound);
        }
    }

    private static string Shape(IEnumerable<long> shape) => $"[{string.Join(", ", shape)}]";
}
