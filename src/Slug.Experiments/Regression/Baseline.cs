using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Slug.Experiments.Results;
using Slug.Figures.Tables;
using Slug.Pipeline.Configuration;
using Slug.Pipeline.Files;

namespace Slug.Experiments.Regression;

/// <summary>The metrics that a run is held against, tracked as JSON: a name, its value, its tolerance and which way is better.</summary>
/// <param name="Experiment">The experiment that it is of.</param>
/// <param name="Metrics">The metrics by name, in the result table's order.</param>
public sealed record Baseline(string Experiment, IReadOnlyDictionary<string, BaselineMetric> Metrics)
{
    /// <summary>The tolerance of an accuracy that has no other: two points, which another machine's rounding does not reach.</summary>
    public const double DefaultTolerance = 0.02;

    // Floating-point noise is no change: files hold six decimals.
    private const int Decimals = 6;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectRequiredConstructorParameters = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };

    /// <summary>The baseline that a run would set. Times are left out: they are the machine's.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="metrics">Its metrics.</param>
    /// <param name="before">The baseline so far, whose tolerances stay; null when there is none.</param>
    public static Baseline Of(string experiment, RunMetrics metrics, Baseline? before) => new(
        experiment,
        metrics.All.Where(m => m.Measure.Subject != MeasureSubject.Cost && m.Value is not null).ToDictionary(
            m => m.Name,
            m => new BaselineMetric(Math.Round(m.Value!.Value, Decimals), before?.Metrics.GetValueOrDefault(m.Name)?.Tolerance ?? DefaultTolerance, m.Measure.Better),
            StringComparer.Ordinal));

    /// <summary>Reads a baseline.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="ConfigurationException">There is no such file, or it is not a baseline.</exception>
    public static Baseline Load(string path)
    {
        if (!File.Exists(path))
            throw new ConfigurationException(new ConfigOrigin("--baseline", 0), $"there is no file {path}; add --update to take today's metrics as the baseline");
        if (PlainFile.WhyNot(path) is { } reason)
            throw new ConfigurationException(new ConfigOrigin("--baseline", 0), $"{path}: {reason}");
        try
        {
            var baseline = JsonSerializer.Deserialize<Baseline>(File.ReadAllBytes(path), Json) ?? throw new JsonException("The file says null.");
            var wrong = baseline.Metrics.Where(m => !(m.Value.Tolerance >= 0) || !double.IsFinite(m.Value.Value)).Select(m => m.Key).ToList();
            return wrong.Count == 0 ? baseline : throw new JsonException($"Not a number, or a tolerance below 0: {string.Join(", ", wrong)}.");
        }
        catch (JsonException e)
        {
            throw new ConfigurationException(new ConfigOrigin(path, (int)(e.LineNumber ?? -1) + 1), $"not a baseline: {e.Message}");
        }
    }

    /// <summary>Writes it.</summary>
    public void Save(string path)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder)
            Directory.CreateDirectory(folder);
        AtomicFile.Write(path, AtomicFile.TemporaryName(path), Encoding.UTF8.GetBytes(JsonSerializer.Serialize(this, Json) + "\n"), durable: false);
    }
}
