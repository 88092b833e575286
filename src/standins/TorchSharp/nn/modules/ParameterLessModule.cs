using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Marks modules that hold no tensors.</summary>
public interface IParameterLessModule
{
}

/// <summary>A module of one argument that holds no tensors: moving and converting it does nothing.</summary>
/// <typeparam name="T1">The argument.</typeparam>
/// <typeparam name="TResult">The result.</typeparam>
public abstract class ParameterLessModule<T1, TResult> : nn.Module<T1, TResult>, IParameterLessModule
{
    /// <summary>Makes the module.</summary>
    /// <param name="name">A name for messages.</param>
    protected ParameterLessModule(string name) : base(name) { }

    /// <inheritdoc/>
    protected internal override nn.Module _to(Device device, ScalarType dtype, bool non_blocking) => this;

    /// <inheritdoc/>
    protected internal override nn.Module _to(DeviceType deviceType, int deviceIndex, bool non_blocking) => this;

    /// <inheritdoc/>
    protected internal override nn.Module _to(ScalarType dtype, bool non_blocking) => this;

    /// <summary>Always an error: the module holds no tensors.</summary>
    /// <param name="name">The buffer's name.</param>
    /// <param name="tensor">The buffer.</param>
    /// <param name="persistent">Not looked at.</param>
    /// <exception cref="InvalidOperationException">Always.</exception>
    public override void register_buffer(string name, Tensor tensor, bool persistent = true) =>
        throw new InvalidOperationException($"{GetName()} holds no tensors: buffer '{name}' cannot be registered.");

    /// <summary>Always an error: the module holds no tensors.</summary>
    /// <param name="name">The parameter's name.</param>
    /// <param name="param">The parameter.</param>
    /// <exception cref="InvalidOperationException">Always.</exception>
    public override void register_parameter(string name, Parameter param) =>
        throw new InvalidOperationException($"{GetName()} holds no tensors: parameter '{name}' cannot be registered.");

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The sub-module may hold tensors.</exception>
    public override void register_module(string name, nn.Module submodule)
    {
        if (submodule is not IParameterLessModule)
            throw new InvalidOperationException($"{GetName()} holds no tensors: sub-module '{name}' must be one that holds none either.");
        base.register_module(name, submodule);
    }
}
