using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Slug.Experiments.Configuration;
using Slug.Experiments.Graph;
using Slug.Experiments.Sweeps;
using Slug.Pipeline.Configuration;
using Slug.Pipeline.Freshness;
using Slug.Pipeline.Planning;
using Slug.Pipeline.Sweeps;

namespace Slug.Build.Running;

/// <summary>What <c>--target=Status --json</c> prints; docs/status.md describes it.</summary>
internal static class StatusJson
{
    // Raised where a program that reads it would no longer understand.
    private const int Schema = 1;

    private static readonly JsonWriterOptions Options = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>An experiment's plan and what is missing.</summary>
    public static string Write(Experiment experiment, PlanReport plan) => Written(json =>
    {
        json.WriteString("experiment", experiment.Folder);
        json.WriteString("config", experiment.Run.ConfigPath);
        json.WriteBoolean("canRun", experiment.MissingFiles.Count == 0);
        Counts(json, plan);
        Missing(json, experiment.MissingFiles);
        Estimates(json, experiment.Estimates, plan, experiment.PicturesOf);
        Steps(json, plan);
    });

    /// <summary>A sweep's plan, point by point, and what is missing.</summary>
    public static string Write(SweepRun sweep, SweepPlan plan) => Written(json =>
    {
        json.WriteString("sweep", sweep.Name);
        json.WriteString("config", sweep.ConfigPath);
        json.WriteBoolean("canRun", sweep.MissingFiles.Count == 0);
        json.WriteNumber("freshPoints", plan.FreshPoints);
        json.WriteNumber("distinctSteps", plan.Steps);
        json.WriteNumber("distinctStepsToRun", plan.StepsToRun);
        json.WriteNumber("knownSeconds", Math.Round(plan.KnownCost.TotalSeconds, 3));
        Missing(json, sweep.MissingFiles);
        json.WriteStartArray("points");
        foreach (var (point, estimates, pictures) in plan.Points.Zip(sweep.Estimates, sweep.PicturesOf))
        {
            json.WriteStartObject();
            json.WriteNumber("index", point.Point.Index);
            json.WriteString("name", point.Point.Name);
            Counts(json, point.Plan);
            Estimates(json, estimates, point.Plan, pictures);
            Steps(json, point.Plan);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    });

    private static string Written(Action<Utf8JsonWriter> content)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, Options))
        {
            json.WriteStartObject();
            json.WriteNumber("schema", Schema);
            content(json);
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }

    private static void Counts(Utf8JsonWriter json, PlanReport plan)
    {
        foreach (var state in Enum.GetValues<FreshnessState>())
            json.WriteNumber(Name(state), plan.Steps.Count(s => s.Verdict.State == state));
    }

    private static void Missing(Utf8JsonWriter json, IReadOnlyList<ConfigProblem> files)
    {
        json.WriteStartArray("missing");
        foreach (var missing in files)
        {
            json.WriteStartObject();
            Text(json, "file", missing.MissingFile);
            json.WriteString("namedAt", missing.Origin.ToString());
            json.WriteString("message", missing.Message);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void Estimates(Utf8JsonWriter json, IReadOnlyDictionary<string, StageEstimate> estimates, PlanReport plan, Func<string, int?> picturesOf)
    {
        json.WriteStartArray("estimates");
        foreach (var (stage, estimate) in EstimateText.Of(estimates, plan, picturesOf))
        {
            json.WriteStartObject();
            json.WriteString("stage", stage);
            Number(json, "gib", estimate.GiB);
            Number(json, "minutes", estimate.Minutes);
            Number(json, "memoryGiB", estimate.MemoryGiB);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void Steps(Utf8JsonWriter json, PlanReport plan)
    {
        json.WriteStartArray("steps");
        foreach (var step in plan.Steps)
        {
            json.WriteStartObject();
            json.WriteString("id", step.Id);
            json.WriteString("stage", step.Stage);
            json.WriteString("state", Name(step.Verdict.State));
            json.WriteStartArray("reasons");
            foreach (var reason in step.Verdict.Reasons)
                json.WriteStringValue(reason.ToString());
            json.WriteEndArray();
            Text(json, "key", step.Key?.ToString());
            if (step.LastDuration is { } last) json.WriteNumber("lastSeconds", Math.Round(last.TotalSeconds, 3));
            else json.WriteNull("lastSeconds");
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static string Name(FreshnessState state) => state.ToString().ToLowerInvariant();

    private static void Number(Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } known) json.WriteNumber(name, known);
        else json.WriteNull(name);
    }

    private static void Text(Utf8JsonWriter json, string name, string? value)
    {
        if (value is null) json.WriteNull(name);
        else json.WriteString(name, value);
    }
}
