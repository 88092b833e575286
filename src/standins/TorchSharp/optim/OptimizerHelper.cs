using static TorchSharp.torch;
using static TorchSharp.torch.optim;

namespace TorchSharp.Modules;

/// <summary>What the optimizers share.</summary>
public abstract class OptimizerHelper : Optimizer
{
    /// <summary>Makes an optimizer without groups.</summary>
    public OptimizerHelper()
    {
    }

    /// <inheritdoc/>
    public override void zero_grad()
    {
        foreach (var parameter in parameters())
        {
            using var grad = parameter.grad;
            grad?.zero_();
        }
    }

    /// <inheritdoc/>
    public override void add_param_group(ParamGroup param_group) => _parameter_groups.Add(param_group);

    /// <summary>Runs the closure with gradients, then the body on every group without.</summary>
    private protected Tensor Step(Func<Tensor>? closure, Action<int> body)
    {
        Tensor? loss = null;
        if (closure is not null)
        {
            using var withGrad = enable_grad();
            loss = closure();
        }
        using var noGrad = no_grad();
        for (var i = 0; i < _parameter_groups.Count; i++)
            body(i);
        return loss!;
    }

    private protected static void CheckRange(bool fits, string name, double value)
    {
        if (!fits)
            throw new ArgumentException($"Invalid {name}: {value}.", name);
    }
}
