using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Slug.Models.Checkpoints;
using Slug.Models.Diffusion.Schedulers;
using static TorchSharp.torch;

namespace Slug.Models.Parity;

/// <summary>
/// Compares schedulers with trajectories of a made-up network: <c>RULE.STEPS.timesteps</c> and <c>RULE.STEPS.trajectory</c> for every rule of the
/// config and number of steps; β and ᾱ; <c>add_noise.T</c> and <c>velocity.T</c>.
/// </summary>
public sealed partial class SchedulerParity : IReferenceKind
{
    private const string Network = "_model_output";

    /// <inheritdoc/>
    public string Description => "schedulers' trajectories";

    /// <inheritdoc/>
    public IReadOnlyList<string> RequiredFiles { get; } = ["inputs.safetensors", "outputs.safetensors"];

    /// <inheritdoc/>
    public bool Recognises(ReferenceFolder folder) => folder.Config?[Network] is not null;

    /// <inheritdoc/>
    public IReadOnlyList<ParityRow> Compare(ReferenceFolder folder, Device device)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var (inputs, outputs) = (folder.Load("inputs.safetensors"), folder.Load("outputs.safetensors"));
        var rules = Rules(folder.Config!, folder.File(ReferenceFolder.ConfigFile));
        var network = ParseNetwork(folder);
        var rows = new List<ParityRow>();
        rows.AddRange(Schedule(new NoiseSchedule(rules.Values.First()), inputs, outputs));
        foreach (var key in outputs.Keys.Where(k => k.EndsWith(".timesteps", StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            var (name, steps) = Split(key[..^".timesteps".Length]);
            rows.AddRange(rules.TryGetValue(name, out var config)
                ? Trajectory($"{name}, {steps} steps", config, steps, inputs["latent"].to(device), outputs[key], outputs[$"{name}.{steps}.trajectory"], network)
                : [new ParityRow($"{key}: the config has no scheduler '{name}'", double.NaN, double.NaN, Comparison.Gradients)]);
        }

        return rows;
    }

    /// <summary>The schedulers of a reference's config, by name.</summary>
    internal static Dictionary<string, SchedulerConfig> Rules(JsonObject section, string source, string? version = null)
    {
        version ??= section["_diffusers_version"]?.ToString();
        return section.Where(item => item.Value is JsonObject scheduler && scheduler.ContainsKey("_class_name"))
            .ToDictionary(item => item.Key, item => SchedulerConfig.Read(new ModelConfigJson((JsonObject)item.Value!, source), version: version), StringComparer.Ordinal);
    }

    private static IEnumerable<ParityRow> Schedule(NoiseSchedule schedule, Dictionary<string, Tensor> inputs, Dictionary<string, Tensor> outputs)
    {
        if (outputs.TryGetValue("betas", out var betas)) yield return Comparison.Of("β", betas, tensor(schedule.Betas.ToArray()), Comparison.Values);
        if (outputs.TryGetValue("alphas_cumprod", out var alphas)) yield return Comparison.Of("ᾱ", alphas, tensor(schedule.Alphas.ToArray()), Comparison.Values);
        foreach (var (key, expected) in outputs.OrderBy(o => o.Key, StringComparer.Ordinal))
        {
            if (!long.TryParse(key.AsSpan(key.LastIndexOf('.') + 1), CultureInfo.InvariantCulture, out var timestep)) continue;
            if (key.StartsWith("add_noise.", StringComparison.Ordinal)) yield return Comparison.Of(key, expected, schedule.AddNoise(inputs["latent"], inputs["noise"], timestep), Comparison.Values);
            if (key.StartsWith("velocity.", StringComparison.Ordinal)) yield return Comparison.Of(key, expected, schedule.Velocity(inputs["latent"], inputs["noise"], timestep), Comparison.Values);
        }
    }

    private static IEnumerable<ParityRow> Trajectory(
        string label, SchedulerConfig config, int steps, Tensor latent, Tensor timesteps, Tensor trajectory, Func<Tensor, long, Tensor> network)
    {
        using var rule = Scheduler.Begin(config, steps);
        var same = rule.Timesteps.SequenceEqual(timesteps.data<long>());
        yield return new ParityRow($"{label}: timesteps", same ? 0 : 1, same ? 0 : 1, 0);
        if (!same) yield break;
        var rows = new List<ParityRow>();
        foreach (var (call, timestep) in rule.Timesteps.Index())
        {
            latent = rule.Step(network(latent, timestep), latent);
            rows.Add(Comparison.Of($"{label}: after call {call + 1}", trajectory[call + 1], latent, Comparison.Gradients));
        }

        foreach (var row in Comparison.Summarise($"{label}: trajectory", rows)) yield return row;
    }

    private static (string Name, int Steps) Split(string key)
    {
        var dot = key.LastIndexOf('.');
        return (key[..dot], int.Parse(key.AsSpan(dot + 1), CultureInfo.InvariantCulture));
    }

    private static Func<Tensor, long, Tensor> ParseNetwork(ReferenceFolder folder)
    {
        var formula = folder.Config![Network]!.ToString();
        if (Formula().Match(formula) is not { Success: true } match)
            throw new InvalidDataException($"{folder.File(ReferenceFolder.ConfigFile)}: '{Network}' is '{formula}'; 'model_output = A * sin(B * latent + timestep/C)' is understood.");
        var (amplitude, frequency, period) = (Number(1), Number(2), Number(3));
        return (latent, timestep) => latent.mul(frequency).add(timestep / period).sin().mul(amplitude);

        double Number(int group) => double.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"model_output\s*=\s*([\d.]+)\s*\*\s*sin\(([\d.]+)\s*\*\s*latent\s*\+\s*timestep\s*/\s*([\d.]+)\)", RegexOptions.CultureInvariant)]
    private static partial Regex Formula();
}
