using TorchSharp.Interop;
using static TorchSharp.torch;
using static TorchSharp.torch.optim;

namespace TorchSharp.Modules;

/// <summary>Stochastic gradient descent, with momentum where it is asked for.</summary>
public class SGD : OptimizerHelper, IMomentum
{
    private readonly Options _defaults;
    private readonly List<State[]> _states = [];

    /// <summary>Makes an optimizer of one group.</summary>
    /// <param name="parameters">The parameters.</param>
    /// <param name="lr">Learning rate.</param>
    /// <param name="momentum">How much of the last step's direction is kept.</param>
    /// <param name="dampening">How much of the gradient is left out of the direction.</param>
    /// <param name="weight_decay">How much of the parameter is added to its gradient.</param>
    /// <param name="nesterov">Whether to look ahead along the direction.</param>
    /// <param name="maximize">Whether to climb instead of descend.</param>
    /// <exception cref="ArgumentException">A number is out of its range.</exception>
    public SGD(IEnumerable<Parameter> parameters, double lr, double momentum = 0.0, double dampening = 0, double weight_decay = 0,
        bool nesterov = false, bool maximize = false)
        : this([new ParamGroup { Parameters = parameters }], lr, momentum, dampening, weight_decay, nesterov, maximize)
    {
    }

    /// <summary>Makes an optimizer of several groups.</summary>
    /// <param name="parameters">The groups.</param>
    /// <param name="lr">Learning rate of groups that leave it open.</param>
    /// <param name="momentum">How much of the last step's direction is kept, likewise.</param>
    /// <param name="dampening">How much of the gradient is left out of the direction, likewise.</param>
    /// <param name="weight_decay">How much of the parameter is added to its gradient, likewise.</param>
    /// <param name="nesterov">Whether to look ahead along the direction, likewise.</param>
    /// <param name="maximize">Whether to climb instead of descend, likewise.</param>
    /// <exception cref="ArgumentException">A number is out of its range.</exception>
    public SGD(IEnumerable<ParamGroup> parameters, double lr, double momentum = 0.0, double dampening = 0, double weight_decay = 0,
        bool nesterov = false, bool maximize = false)
    {
        CheckRange(lr >= 0, nameof(lr), lr);
        CheckRange(momentum >= 0, nameof(momentum), momentum);
        CheckRange(weight_decay >= 0, nameof(weight_decay), weight_decay);
        if (nesterov && (momentum <= 0 || dampening != 0))
            throw new ArgumentException("Nesterov momentum needs a momentum and no dampening.", nameof(nesterov));
        _defaults = new Options
        {
            LearningRate = lr,
            InitialLearningRate = lr,
            momentum = momentum,
            dampening = dampening,
            weight_decay = weight_decay,
            nesterov = nesterov,
            maximize = maximize,
        };
        foreach (var group in parameters)
            add_param_group(group);
    }

    /// <summary>The momentum that groups added from now on get.</summary>
    public double Momentum { get => _defaults.momentum!.Value; set => _defaults.momentum = value; }

    /// <inheritdoc/>
    public override void add_param_group(Modules.ParamGroup param_group)
    {
        var options = (Options)(param_group.Options ??= new Options());
        options.LearningRate ??= _defaults.LearningRate;
        options.momentum ??= _defaults.momentum;
        options.dampening ??= _defaults.dampening;
        options.weight_decay ??= _defaults.weight_decay;
        options.nesterov ??= _defaults.nesterov;
        options.maximize ??= _defaults.maximize;
        options.InitialLearningRate = options.LearningRate!.Value;
        base.add_param_group(param_group);
        _states.Add(param_group.Parameters.Select(parameter => new State(parameter)).ToArray());
    }

    /// <inheritdoc/>
    public override Tensor step(Func<Tensor>? closure = null) => Step(closure, i =>
    {
        var options = (Options)_parameter_groups[i].Options;
        foreach (var state in _states[i])
            Step(state, options);
    });

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            foreach (var state in _states.SelectMany(group => group))
                state.Direction?.Dispose();
            _states.Clear();
        }
        base.Dispose(disposing);
    }

    private static void Step(State state, Options options)
    {
        using var scope = NewDisposeScope();
        if (state.Parameter.grad is not { } direction)
            return;
        if (options.weight_decay is { } decay and not 0)
            direction = Native.Call("add.Tensor", direction, state.Parameter, decay);
        if (options.momentum is { } momentum and not 0)
        {
            if (state.Direction is { } last)
            {
                Native.InPlace(last, "mul_.Scalar", last, momentum);
                Native.InPlace(last, "add_.Tensor", last, direction, 1 - options.dampening!.Value);
            }
            else
            {
                state.Direction = direction.clone().DetachFromDisposeScope();
            }
            direction = options.nesterov!.Value ? Native.Call("add.Tensor", direction, state.Direction, momentum) : state.Direction;
        }
        var rate = options.LearningRate!.Value;
        Native.InPlace(state.Parameter, "add_.Tensor", state.Parameter, direction, options.maximize!.Value ? rate : -rate);
    }

    /// <summary>A parameter and the direction of its last step.</summary>
    private sealed class State(Parameter parameter)
    {
        public Parameter Parameter { get; } = parameter;

        public Tensor? Direction { get; set; }
    }

    /// <summary>Options of a group; null ones are the optimizer's.</summary>
    public class Options : OptimizerOptions
    {
        /// <summary>How much of the last step's direction is kept.</summary>
        public double? momentum;

        /// <summary>How much of the gradient is left out of the direction.</summary>
        public double? dampening;

        /// <summary>How much of the parameter is added to its gradient.</summary>
        public double? weight_decay;

        /// <summary>Whether to look ahead along the direction.</summary>
        public bool? nesterov;

        /// <summary>Whether to climb instead of descend.</summary>
        public bool? maximize;
    }

    /// <summary>Parameters that are optimized with the same options.</summary>
    public class ParamGroup : ParamGroup<Options>, IMomentum
    {
        /// <summary>Makes an empty group with open options.</summary>
        public ParamGroup()
        {
        }

        /// <summary>Makes a group.</summary>
        /// <param name="parameters">The parameters.</param>
        /// <param name="options">The options.</param>
        public ParamGroup(IEnumerable<Parameter> parameters, Options options) : base(parameters, options)
        {
        }

        /// <summary>Makes a group with all options of its own.</summary>
        /// <param name="parameters">The parameters.</param>
        /// <param name="lr">Learning rate.</param>
        /// <param name="momentum">How much of the last step's direction is kept.</param>
        /// <param name="dampening">How much of the gradient is left out of the direction.</param>
        /// <param name="weight_decay">How much of the parameter is added to its gradient.</param>
        /// <param name="nesterov">Whether to look ahead along the direction.</param>
        /// <param name="maximize">Whether to climb instead of descend.</param>
        public ParamGroup(IEnumerable<Parameter> parameters, double lr = 1e-3, double momentum = 0.0, double dampening = 0, double weight_decay = 0,
            bool nesterov = false, bool maximize = false)
            : base(parameters, new Options
            {
                LearningRate = lr,
                momentum = momentum,
                dampening = dampening,
                weight_decay = weight_decay,
                nesterov = nesterov,
                maximize = maximize,
            })
        {
        }

        /// <inheritdoc/>
        public double Momentum { get => Options.momentum!.Value; set => Options.momentum = value; }
    }
}
