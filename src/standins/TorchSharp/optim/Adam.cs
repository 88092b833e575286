using static TorchSharp.torch;
using static TorchSharp.torch.optim;

namespace TorchSharp.Modules;

/// <summary>Adam (Kingma and Ba 2015).</summary>
public class Adam : OptimizerHelper, IBetas
{
    private readonly Options _defaults;
    private readonly List<AdamState[]> _states = [];

    /// <summary>Makes an optimizer of one group.</summary>
    /// <param name="parameters">The parameters.</param>
    /// <param name="lr">Learning rate.</param>
    /// <param name="beta1">Decay rate of the average gradient.</param>
    /// <param name="beta2">Decay rate of the average squared gradient.</param>
    /// <param name="eps">What is added to the root of the average square.</param>
    /// <param name="weight_decay">How much of the parameter is added to its gradient.</param>
    /// <param name="amsgrad">False in this stand-in.</param>
    /// <param name="maximize">Whether to climb instead of descend.</param>
    /// <exception cref="ArgumentException">A number is out of its range.</exception>
    public Adam(IEnumerable<Parameter> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8,
        double weight_decay = 0, bool amsgrad = false, bool maximize = false)
        : this([new ParamGroup { Parameters = parameters }], lr, beta1, beta2, eps, weight_decay, amsgrad, maximize)
    {
    }

    /// <summary>Makes an optimizer of several groups.</summary>
    /// <param name="parameters">The groups.</param>
    /// <param name="lr">Learning rate of groups that leave it open.</param>
    /// <param name="beta1">Decay rate of the average gradient, likewise.</param>
    /// <param name="beta2">Decay rate of the average squared gradient, likewise.</param>
    /// <param name="eps">What is added to the root of the average square, likewise.</param>
    /// <param name="weight_decay">How much of the parameter is added to its gradient.</param>
    /// <param name="amsgrad">False in this stand-in.</param>
    /// <param name="maximize">Whether to climb instead of descend.</param>
    /// <exception cref="ArgumentException">A number is out of its range.</exception>
    public Adam(IEnumerable<ParamGroup> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8,
        double weight_decay = 0, bool amsgrad = false, bool maximize = false)
    {
        CheckRange(lr >= 0, nameof(lr), lr);
        CheckRange(eps >= 0, nameof(eps), eps);
        CheckRange(beta1 is >= 0 and < 1, nameof(beta1), beta1);
        CheckRange(beta2 is >= 0 and < 1, nameof(beta2), beta2);
        CheckRange(weight_decay >= 0, nameof(weight_decay), weight_decay);
        _defaults = new Options
        {
            LearningRate = lr,
            InitialLearningRate = lr,
            beta1 = beta1,
            beta2 = beta2,
            eps = eps,
            weight_decay = weight_decay,
            amsgrad = amsgrad,
            maximize = maximize,
        };
        foreach (var group in parameters)
            add_param_group(group);
    }

    /// <summary>The decay rates that groups added from now on get.</summary>
    public (double, double) Betas
    {
        get => (_defaults.beta1!.Value, _defaults.beta2!.Value);
        set => (_defaults.beta1, _defaults.beta2) = value;
    }

    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">The group asks for amsgrad.</exception>
    public override void add_param_group(Modules.ParamGroup param_group)
    {
        var options = (Options)(param_group.Options ??= new Options());
        options.LearningRate ??= _defaults.LearningRate;
        options.beta1 ??= _defaults.beta1;
        options.beta2 ??= _defaults.beta2;
        options.eps ??= _defaults.eps;
        options.weight_decay ??= _defaults.weight_decay;
        options.amsgrad ??= _defaults.amsgrad;
        options.maximize ??= _defaults.maximize;
        options.InitialLearningRate = options.LearningRate!.Value;
        if (options.amsgrad!.Value)
            throw new NotSupportedException("Adam with amsgrad is not part of this stand-in for TorchSharp.");
        base.add_param_group(param_group);
        _states.Add(param_group.Parameters.Select(parameter => new AdamState(parameter)).ToArray());
    }

    /// <inheritdoc/>
    public override Tensor step(Func<Tensor>? closure = null) => Step(closure, i =>
    {
        var options = (Options)_parameter_groups[i].Options;
        AdamKernel.Step(_states[i], new AdamSettings(
            options.LearningRate!.Value, options.beta1!.Value, options.beta2!.Value, options.eps!.Value, options.weight_decay!.Value,
            Decoupled: false, options.maximize!.Value));
    });

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            foreach (var state in _states.SelectMany(group => group))
                state.Dispose();
            _states.Clear();
        }
        base.Dispose(disposing);
    }

    /// <summary>Options of a group; null ones are the optimizer's.</summary>
    public class Options : OptimizerOptions
    {
        /// <summary>Decay rate of the average gradient.</summary>
        public double? beta1;

        /// <summary>Decay rate of the average squared gradient.</summary>
        public double? beta2;

        /// <summary>How much of the parameter is added to its gradient.</summary>
        public double? weight_decay;

        /// <summary>What is added to the root of the average square.</summary>
        public double? eps;

        /// <summary>False in this stand-in.</summary>
        public bool? amsgrad;

        /// <summary>Whether to climb instead of descend.</summary>
        public bool? maximize;
    }

    /// <summary>Parameters that are optimized with the same options.</summary>
    public class ParamGroup : ParamGroup<Options>, IBetas
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
        /// <param name="beta1">Decay rate of the average gradient.</param>
        /// <param name="beta2">Decay rate of the average squared gradient.</param>
        /// <param name="eps">What is added to the root of the average square.</param>
        /// <param name="weight_decay">How much of the parameter is added to its gradient.</param>
        /// <param name="amsgrad">False in this stand-in.</param>
        /// <param name="maximize">Whether to climb instead of descend.</param>
        public ParamGroup(IEnumerable<Parameter> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8,
            double weight_decay = 0, bool amsgrad = false, bool maximize = false)
            : base(parameters, new Options
            {
                LearningRate = lr,
                beta1 = beta1,
                beta2 = beta2,
                eps = eps,
                weight_decay = weight_decay,
                amsgrad = amsgrad,
                maximize = maximize,
            })
        {
        }

        /// <inheritdoc/>
        public (double, double) Betas
        {
            get => (Options.beta1!.Value, Options.beta2!.Value);
            set => (Options.beta1, Options.beta2) = value;
        }
    }
}
