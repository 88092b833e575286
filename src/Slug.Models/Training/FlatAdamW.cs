using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Slug.Models.Training;

/// <summary>
/// AdamW with CLIP's parameter groups (those of two or more dimensions decay; gains, biases, class token and logit scale do not) over one tensor
/// of all values and one of all gradients, of which the parameters and their gradients are views. However many parameters there are, clearing
/// and clipping gradients and a step are a handful of operations: for the 86 small tensors of the demo's model, the calls took ten times as long
/// as their arithmetic.
/// </summary>
public sealed class FlatAdamW : IDisposable
{
    private readonly Tensor _values;
    private readonly List<AdamWGroup> _groups;
    private readonly List<(string Name, Parameter Parameter, Tensor Gradient)> _members = [];

    /// <summary>Moves the parameters' values into one tensor, where they stay when the optimiser is disposed.</summary>
    /// <param name="parameters">The parameters to train, on one device and of one type.</param>
    /// <param name="options">Decays and weight decay.</param>
    /// <param name="rateOf">By name, the factor on a parameter's learning rate; null: all have the same.</param>
    /// <exception cref="ArgumentException">There are no parameters, or they are on several devices or of several types.</exception>
    public FlatAdamW(IEnumerable<(string Name, Parameter Parameter)> parameters, AdamWOptions options, Func<string, double>? rateOf = null)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(options);
        double RateOf(string name) => rateOf?.Invoke(name) ?? 1;
        var ordered = parameters.OrderByDescending(p => Math.Min(p.Parameter.dim(), 2)).ThenBy(p => RateOf(p.Name)).ToList();
        if (ordered.Select(p => (p.Parameter.device.ToString(), p.Parameter.dtype)).Distinct().Count() != 1)
            throw new ArgumentException("An optimiser needs parameters, all on one device and of one type.", nameof(parameters));
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var (type, device, total) = (ordered[0].Parameter.dtype, ordered[0].Parameter.device, ordered.Sum(p => p.Parameter.numel()));
        _values = empty(total, type, device).DetachFromDisposeScope();
        Gradients = zeros(total, type, device).DetachFromDisposeScope();
        long start = 0;
        foreach (var (name, parameter) in ordered) start += Adopt(name, parameter, start);

        // A loss may leave out the logit scale, which then must not move: a scalar is a group of its own.
        start = 0;
        _groups = [.. ordered.GroupBy(p => (p.Parameter.dim() switch { >= 2 => "decays", 1 => "stays", _ => p.Name }, RateOf(p.Name))).Select(Group)];

        AdamWGroup Group(IGrouping<(string, double Rate), (string, Parameter Parameter)> members)
        {
            var (sample, length, from) = (members.First().Parameter, members.Sum(p => p.Parameter.numel()), start);
            start += length;
            return new AdamWGroup(_values.narrow(0, from, length), Gradients.narrow(0, from, length), options, sample, members.Key.Rate);
        }
    }

    /// <summary>The gradients of all parameters, one behind the other in the order of <see cref="Names"/>.</summary>
    public Tensor Gradients { get; }

    /// <summary>The values of all parameters, one behind the other likewise: what a running mean of weights is taken of.</summary>
    public Tensor Values => _values;

    /// <summary>The parameters' names in the order in which they lie in <see cref="Gradients"/>.</summary>
    public IEnumerable<string> Names => _members.Select(m => m.Name);

    /// <summary>Forgets the last gradients and computes those of a loss.</summary>
    public void Backward(Tensor loss)
    {
        ArgumentNullException.ThrowIfNull(loss);
        Backward(() => loss.backward());
    }

    /// <summary>Forgets the last gradients and computes new ones.</summary>
    /// <param name="backward">Goes backward through whatever graphs there are, so that autograd adds to the parameters' gradients.</param>
    public void Backward(Action backward)
    {
        ArgumentNullException.ThrowIfNull(backward);
        Gradients.zero_();
        // A scalar gets a gradient only if the loss depends on it; autograd adds to the others'.
        foreach (var (_, parameter, gradient) in _members) parameter.grad = parameter.dim() == 0 ? null : gradient;
        backward();
        foreach (var group in _groups) group.CollectGradient();
    }

    /// <summary>Scales the whole gradient down to a norm, where it is longer.</summary>
    public void ClipGradients(double maxNorm)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        Gradients.mul_(Gradients.norm().add(1e-6).reciprocal().mul(maxNorm).clamp_max(1));
    }

    /// <summary>Moves the parameters. A scalar that the last loss did not depend on stays as it is, and so do its running means.</summary>
    public void Step(double learningRate)
    {
        foreach (var group in _groups) group.Step(learningRate);
    }

    /// <summary>Forgets gradients and running means. The parameters keep their values.</summary>
    public void Dispose()
    {
        foreach (var (_, parameter, gradient) in _members)
        {
            parameter.grad = null;
            gradient.Dispose();
        }

        foreach (var group in _groups) group.Dispose();
        _members.Clear();
        _values.Dispose();
        Gradients.Dispose();
    }

    private long Adopt(string name, Parameter parameter, long start)
    {
        var length = parameter.numel();
        var values = _values.narrow(0, start, length).view(parameter.shape);
        values.copy_(parameter);
        parameter.set_(values);
        _members.Add((name, parameter, Gradients.narrow(0, start, length).view(parameter.shape).DetachFromDisposeScope()));
        return length;
    }
}
