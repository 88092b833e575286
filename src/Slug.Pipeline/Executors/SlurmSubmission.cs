using System.Text.Json;
using System.Text.Json.Serialization;
using Slug.Pipeline.Files;
using Slug.Pipeline.Sweeps;

namespace Slug.Pipeline.Executors;

/// <summary>What was handed to Slurm, kept on file so that a later command can follow it.</summary>
/// <param name="Arrays">The job arrays, in the order in which they were submitted.</param>
public sealed record SlurmSubmission(IReadOnlyList<SlurmSubmission.Array> Arrays)
{
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true, NewLine = "\n", PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    /// <summary>A job array.</summary>
    /// <param name="Id">Slurm's number for it.</param>
    /// <param name="Name">Its name within the sweep.</param>
    /// <param name="Offset">See <see cref="SlurmArray.Offset"/>.</param>
    /// <param name="Stage">The stage up to which its points are brought.</param>
    /// <param name="IsWhole">Whether that is their end.</param>
    /// <param name="Points">The points by name, with their job's number and those of the jobs that it waits for.</param>
    public sealed record Array(string Id, string Name, int Offset, string Stage, bool IsWhole, IReadOnlyList<Task> Points);

    /// <summary>A task of an array.</summary>
    /// <param name="Point">The point's name.</param>
    /// <param name="Number">The job's number.</param>
    /// <param name="After">The jobs that it waits for.</param>
    public sealed record Task(string Point, int Number, IReadOnlyList<int> After);

    /// <summary>The jobs' ids.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> Ids => [.. Arrays.Select(a => a.Id)];

    /// <summary>Notes an array that was submitted.</summary>
    /// <param name="id">Slurm's number for it.</param>
    /// <param name="array">The array.</param>
    public SlurmSubmission With(string id, SlurmArray array) => new([.. Arrays, new Array(
        id, array.Name, array.Offset, array.Jobs[0].Stage, array.Jobs[0].IsWhole, [.. array.Jobs.Select(j => new Task(j.Point.Name, j.Number, j.After))])]);

    /// <summary>The arrays with their jobs.</summary>
    /// <param name="points">The sweep's points.</param>
    /// <returns>Null when the sweep has changed since, so that it does not have all of these points any more.</returns>
    public IReadOnlyList<(string Id, SlurmArray Array)>? Resolve(IReadOnlyList<SweepPoint> points)
    {
        var byName = points.ToDictionary(p => p.Name, StringComparer.Ordinal);
        return Arrays.All(a => a.Points.All(p => byName.ContainsKey(p.Point)))
            ? [.. Arrays.Select(a => (a.Id, new SlurmArray(a.Name, [.. a.Points.Select(p => new SweepJob(p.Number, byName[p.Point], a.Stage, a.IsWhole) { After = p.After })], a.Offset)))]
            : null;
    }

    /// <summary>Reads what was submitted last, or null when nothing was or the file is not one of ours.</summary>
    /// <param name="folder">The sweep's folder for Slurm.</param>
    public static SlurmSubmission? TryLoad(SlurmFolder folder)
    {
        if (!File.Exists(folder.Submission))
            return null;
        try
        {
            return JsonSerializer.Deserialize<SlurmSubmission>(File.ReadAllBytes(folder.Submission), Json);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Writes it.</summary>
    /// <param name="folder">The sweep's folder for Slurm.</param>
    public void Save(SlurmFolder folder) =>
        AtomicFile.Write(folder.Submission, AtomicFile.TemporaryName(folder.Submission), JsonSerializer.SerializeToUtf8Bytes(this, Json), durable: false);
}
