using System.Runtime.CompilerServices;
using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>
/// A chain of modules, each called on the result of the one before. Results in between are disposed as soon as the next is made.
/// Unlike other containers it does not make its members register their components: a module with fields calls
/// <c>RegisterComponents</c> in its own constructor.
/// </summary>
public class Sequential : nn.Module<Tensor, Tensor>
{
    private readonly List<nn.IModule<Tensor, Tensor>> _modules = [];

    /// <summary>Makes a chain of named modules.</summary>
    /// <param name="modules">Names and modules in order.</param>
    protected internal Sequential(params (string name, nn.Module<Tensor, Tensor> submodule)[] modules) : base(nameof(Sequential))
    {
        foreach (var (key, module) in modules)
            append(key, module);
    }

    /// <summary>Makes a chain of modules that are named by their places.</summary>
    /// <param name="modules">Modules in order.</param>
    protected internal Sequential(params nn.Module<Tensor, Tensor>[] modules) : base(nameof(Sequential))
    {
        foreach (var module in modules)
            append(module);
    }

    /// <summary>The number of modules.</summary>
    public int Count => _modules.Count;

    /// <summary>The module at a place.</summary>
    /// <param name="index">The place, from 0.</param>
    [IndexerName("SequentialItems")]
    public nn.IModule<Tensor, Tensor> this[int index] => _modules[index];

    /// <summary>Adds a module at the end.</summary>
    /// <param name="name">The module's name.</param>
    /// <param name="module">The module, owned by the chain from now on.</param>
    /// <returns>This chain.</returns>
    public Sequential append(string name, nn.IModule<Tensor, Tensor> module)
    {
        register_module_as_is(name, (nn.Module)module);
        _modules.Add(module);
        return this;
    }

    /// <summary>Adds a module at the end, named by its place.</summary>
    /// <param name="module">The module, owned by the chain from now on.</param>
    /// <returns>This chain.</returns>
    public Sequential append(nn.IModule<Tensor, Tensor> module) => append($"{_modules.Count}", module);

    /// <summary>The chain's result; an alias of the argument when the chain is empty.</summary>
    /// <param name="tensor">The first module's argument.</param>
    public override Tensor forward(Tensor tensor)
    {
        if (_modules.Count == 0)
            return tensor.alias();
        var result = _modules[0].call(tensor);
        foreach (var module in _modules.Skip(1))
        {
            using var argument = result;
            result = module.call(argument);
        }
        return result;
    }

    /// <summary>Nothing: the members were registered as they were added.</summary>
    protected override void RegisterComponents()
    {
    }
}
