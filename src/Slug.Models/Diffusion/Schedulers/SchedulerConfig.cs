using Slug.Models.Checkpoints;

namespace Slug.Models.Diffusion.Schedulers;

/// <summary>What a network's output means.</summary>
public enum PredictionType
{
    /// <summary>The noise in the latent.</summary>
    Epsilon,

    /// <summary>The velocity, <c>sqrt(ᾱ)·noise − sqrt(1 − ᾱ)·latent</c> (Salimans and Ho 2022).</summary>
    VPrediction,

    /// <summary>The latent without noise.</summary>
    Sample,
}

/// <summary>How the steps of a sampling are spread over the timesteps of the training (Lin et al. 2023, table 2).</summary>
public enum TimestepSpacing
{
    /// <summary>Multiples of a whole stride from 0 on, shifted by the offset: never the noisiest.</summary>
    Leading,

    /// <summary>From the first timestep to the last, rounded.</summary>
    Linspace,

    /// <summary>Backwards from the last in strides.</summary>
    Trailing,
}

/// <summary>The sampling rules that are built here.</summary>
public enum SchedulerKind
{
    /// <summary>DDIM without noise (Song et al. 2020).</summary>
    Ddim,

    /// <summary>Pseudo linear multistep (Liu et al. 2022), without its Runge-Kutta start, as Stable Diffusion uses it.</summary>
    Pndm,

    /// <summary>DPM-Solver++ of second order, multistep (Lu et al. 2022).</summary>
    DpmSolverMultistep,
}

/// <summary>A scheduler's settings, as <c>scheduler/scheduler_config.json</c> has them.</summary>
public sealed record SchedulerConfig
{
    // diffusers wrote no final_sigmas_type before this version, and ended at the first timestep's sigma.
    private static readonly Version FinalSigmasSince = new(0, 26);

    /// <summary>The rule.</summary>
    public required SchedulerKind Kind { get; init; }

    /// <summary>Timesteps of the training.</summary>
    public int TrainTimesteps { get; init; } = 1000;

    /// <summary>The first β.</summary>
    public double BetaStart { get; init; } = 0.0001;

    /// <summary>The last β.</summary>
    public double BetaEnd { get; init; } = 0.02;

    /// <summary>Between them: <c>linear</c>, <c>scaled_linear</c> (linear in the square root) or <c>squaredcos_cap_v2</c>.</summary>
    public string BetaSchedule { get; init; } = "linear";

    /// <summary>Whether β is bent so that the last timestep is noise alone.</summary>
    public bool RescaleToZeroSnr { get; init; }

    /// <summary>What the network's output means.</summary>
    public PredictionType Prediction { get; init; }

    /// <summary>How the steps are spread.</summary>
    public TimestepSpacing Spacing { get; init; }

    /// <summary>Added to all timesteps where the spacing is <see cref="TimestepSpacing.Leading"/>.</summary>
    public int StepsOffset { get; init; }

    /// <summary>Whether the step before the first has no noise at all (DDIM, PNDM).</summary>
    public bool SetAlphaToOne { get; init; }

    /// <summary>Largest magnitude of the latent without noise; null is unlimited (DDIM).</summary>
    public double? ClipSample { get; init; }

    /// <summary>The multistep solver's order, 1 or 2.</summary>
    public int SolverOrder { get; init; } = 2;

    /// <summary>Whether second order uses the midpoint, else Heun's rule.</summary>
    public bool Midpoint { get; init; } = true;

    /// <summary>Whether the last steps of fewer than 15 are of lower order.</summary>
    public bool LowerOrderFinal { get; init; } = true;

    /// <summary>Whether the last step is always of first order.</summary>
    public bool EulerAtFinal { get; init; }

    /// <summary>Whether the multistep solver's last step goes to noise 0; else to that of the first timestep.</summary>
    public bool FinalSigmaZero { get; init; } = true;

    /// <summary>Whether sigmas are spaced as in Karras et al. (2022).</summary>
    public bool KarrasSigmas { get; init; }

    /// <summary>Reads a <c>scheduler_config.json</c>.</summary>
    /// <param name="path">The file.</param>
    /// <param name="kind">The rule; null is the file's own. Each rule reads its own keys, and has its own defaults for what is not there.</param>
    /// <exception cref="InvalidDataException">It describes a rule that is not built here; all problems are listed.</exception>
    public static SchedulerConfig Load(string path, SchedulerKind? kind = null) => Read(ModelConfigJson.Open(path), kind);

    /// <summary>Reads a config; what it leaves out has the defaults of diffusers.</summary>
    /// <param name="json">The config.</param>
    /// <param name="kind">The rule; null is the file's own.</param>
    /// <param name="version">The version of diffusers that wrote it, where the file does not say.</param>
    /// <exception cref="InvalidDataException">It describes a rule that is not built here; all problems are listed.</exception>
    public static SchedulerConfig Read(ModelConfigJson json, SchedulerKind? kind = null, string? version = null)
    {
        ArgumentNullException.ThrowIfNull(json);
        var rule = kind ?? KindOf(json);
        json.Neutral("trained_betas");
        json.Neutral("thresholding", "false");
        json.Neutral("use_exponential_sigmas", "false");
        json.Neutral("use_beta_sigmas", "false");
        json.Neutral("use_flow_sigmas", "false");
        var dpm = rule == SchedulerKind.DpmSolverMultistep;
        if (rule == SchedulerKind.Pndm) json.Neutral("skip_prk_steps", "true");
        // Upstream's own default is false; without the key the other rule would be meant, which is not built here.
        if (rule == SchedulerKind.Pndm && kind is null && !json.Has("skip_prk_steps")) json.Problems.Add("not supported: 'skip_prk_steps' is absent, which means false; supported is true.");
        if (dpm)
        {
            json.Neutral("algorithm_type", "\"dpmsolver++\"");
            json.Neutral("solver_order", "1", "2");
            json.Neutral("solver_type", "\"midpoint\"", "\"heun\"");
            json.Neutral("final_sigmas_type", "\"zero\"", "\"sigma_min\"");
            json.Neutral("use_lu_lambdas", "false");
            json.Neutral("variance_type");
            json.Neutral("lambda_min_clipped", "\"-Infinity\"");
        }

        var config = new SchedulerConfig
        {
            Kind = rule,
            TrainTimesteps = json.Int("num_train_timesteps", 1000),
            BetaStart = json.Double("beta_start", 0.0001),
            BetaEnd = json.Double("beta_end", 0.02),
            BetaSchedule = OneOf(json, "beta_schedule", "linear", ("linear", "linear"), ("scaled_linear", "scaled_linear"), ("squaredcos_cap_v2", "squaredcos_cap_v2")),
            RescaleToZeroSnr = json.Bool("rescale_betas_zero_snr", false),
            Prediction = OneOf(json, "prediction_type", "epsilon", ("epsilon", PredictionType.Epsilon), ("v_prediction", PredictionType.VPrediction), ("sample", PredictionType.Sample)),
            Spacing = OneOf(json, "timestep_spacing", dpm ? "linspace" : "leading", ("leading", TimestepSpacing.Leading), ("linspace", TimestepSpacing.Linspace), ("trailing", TimestepSpacing.Trailing)),
            StepsOffset = json.Int("steps_offset", 0),
            SetAlphaToOne = json.Bool("set_alpha_to_one", rule == SchedulerKind.Ddim),
            // Where the file is another rule's, that it lacks the key says nothing, and latents are not to be clipped.
            ClipSample = rule == SchedulerKind.Ddim && json.Bool("clip_sample", kind is null) ? json.Double("clip_sample_range", 1) : null,
            SolverOrder = json.Int("solver_order", 2),
            Midpoint = json.Text("solver_type", "midpoint") == "midpoint",
            LowerOrderFinal = json.Bool("lower_order_final", true),
            EulerAtFinal = json.Bool("euler_at_final", false),
            FinalSigmaZero = json.Text("final_sigmas_type", EndsAtZero(json.Text("_diffusers_version", version), kind is not null) ? "zero" : "sigma_min") == "zero",
            KarrasSigmas = dpm && json.Bool("use_karras_sigmas", false),
        };
        ModelSizes.Within(json.Problems, config.TrainTimesteps, ModelSizes.MostTimesteps, "num_train_timesteps");
        if (config.StepsOffset < 0 || config.StepsOffset >= Math.Max(config.TrainTimesteps, 1)) json.Problems.Add($"'steps_offset' is {config.StepsOffset}; it must be 0 or more, and less than 'num_train_timesteps' ({config.TrainTimesteps}).");
        foreach (var (beta, key) in new[] { (config.BetaStart, "beta_start"), (config.BetaEnd, "beta_end") })
        {
            if (!(beta > 0 && beta < 1)) json.Problems.Add(FormattableString.Invariant($"'{key}' is {beta}; it must lie between 0 and 1."));
        }

        json.ThrowIfWrong("scheduler");
        return config;
    }

    // The file's own rule ends as the version that wrote the file did; a rule that somebody else chose for it, as it does today.
    private static bool EndsAtZero(string? version, bool chosen) =>
        chosen || !Version.TryParse(version?.Split('-', '+')[0] is { } text ? string.Join('.', text.Split('.').Take(2)) : null, out var wrote) || wrote >= FinalSigmasSince;

    private static SchedulerKind KindOf(ModelConfigJson json)
    {
        var name = json.Text("_class_name");
        switch (name)
        {
            case "DDIMScheduler": return SchedulerKind.Ddim;
            case "PNDMScheduler": return SchedulerKind.Pndm;
            case "DPMSolverMultistepScheduler": return SchedulerKind.DpmSolverMultistep;
            default:
                json.Problems.Add($"not supported: the scheduler {name ?? "without '_class_name'"}; supported are DDIMScheduler, PNDMScheduler and DPMSolverMultistepScheduler. Name one of ddim, pndm and dpmsolver++ in the config.");
                return SchedulerKind.Ddim;
        }
    }

    private static T OneOf<T>(ModelConfigJson json, string key, string orElse, params (string Name, T Value)[] known)
    {
        var name = json.Text(key, orElse);
        foreach (var (candidate, value) in known)
        {
            if (candidate == name) return value;
        }

        json.Problems.Add($"not supported: '{key}' = '{name}'; supported are {string.Join(", ", known.Select(k => k.Name))}.");
        return known[0].Value;
    }
}
