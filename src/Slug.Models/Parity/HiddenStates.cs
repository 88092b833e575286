using static TorchSharp.torch;

namespace Slug.Models.Parity;

/// <summary>Keeps what named modules of a network put out while it runs; of a module that puts out several tensors, the last.</summary>
internal sealed class HiddenStates : IDisposable
{
    private readonly Dictionary<string, Tensor> _states = new(StringComparer.Ordinal);
    private readonly List<Action> _unhook = [];

    /// <summary>Watches modules by their path.</summary>
    /// <param name="root">The network.</param>
    /// <param name="paths">Paths such as <c>down_blocks.0.resnets.0</c>; those that the network does not have are not watched.</param>
    public HiddenStates(nn.Module root, IEnumerable<string> paths)
    {
        var modules = root.named_modules().ToDictionary(m => m.Item1, m => m.Item2, StringComparer.Ordinal);
        foreach (var path in paths)
        {
            if (modules.TryGetValue(path, out var module)) Watch(path, module);
        }
    }

    /// <summary>What a module put out; null where there is no such module or it did not run.</summary>
    public Tensor? this[string path] => _states.GetValueOrDefault(path);

    /// <summary>Stops watching and forgets.</summary>
    public void Dispose()
    {
        _unhook.ForEach(unhook => unhook());
        foreach (var state in _states.Values) state.Dispose();
    }

    private void Watch(string path, nn.Module module)
    {
        switch (module)
        {
            case nn.Module<Tensor, Tensor> m:
                _unhook.Add(m.register_forward_hook((_, _, y) => Keep(path, y)).remove);
                break;
            case nn.Module<Tensor, Tensor, Tensor> m:
                _unhook.Add(m.register_forward_hook((_, _, _, y) => Keep(path, y)).remove);
                break;
            case nn.Module<Tensor, Tensor, Tensor, Tensor> m:
                _unhook.Add(m.register_forward_hook((_, _, _, _, y) => Keep(path, y)).remove);
                break;
            case nn.Module<Tensor, Tensor, Tensor, Tensor[]> m:
                _unhook.Add(m.register_forward_hook((_, _, _, _, y) => [.. y[..^1], Keep(path, y[^1])]).remove);
                break;
            case nn.Module<Tensor, long[]?, Tensor> m:
                _unhook.Add(m.register_forward_hook((_, _, _, y) => Keep(path, y)).remove);
                break;
            case nn.Module<Tensor, Tensor[], Tensor, Tensor, long[]?, Tensor> m:
                _unhook.Add(m.register_forward_hook((_, _, _, _, _, _, y) => Keep(path, y)).remove);
                break;
            default:
                throw new NotSupportedException($"{path} is a {module.GetType().Name}, whose output is not watched.");
        }
    }

    private Tensor Keep(string path, Tensor output)
    {
        if (_states.Remove(path, out var before)) before.Dispose();
        _states[path] = output.detach().clone().DetachFromDisposeScope();
        return output;
    }
}
