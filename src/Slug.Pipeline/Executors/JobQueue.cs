using Slug.Pipeline.Sweeps;

namespace Slug.Pipeline.Executors;

/// <summary>
/// Which job may start next. A failed job takes only its own point with it: where others wait for its work, the next of them does that
/// work in its place. When that fails too, the work itself must be at fault, and those who need it are not started.
/// </summary>
internal sealed class JobQueue(IEnumerable<SweepJob> jobs)
{
    // A job done in another's place keeps its number, by which others wait for it.
    private readonly SortedDictionary<(int Number, int Attempt), Entry> _waiting = new(jobs.ToDictionary(j => (j.Number, 0), j => new Entry(j, [.. j.After], 0)));
    private readonly Dictionary<SweepJob, Entry> _running = [];

    private sealed record Entry(SweepJob Job, HashSet<int> After, int Attempt);

    /// <summary>Whether nothing waits and nothing runs.</summary>
    public bool IsEmpty => _waiting.Count == 0 && _running.Count == 0;

    /// <summary>Takes the first job that waits for nothing, or null when there is none at present.</summary>
    public SweepJob? TryTake()
    {
        var (key, entry) = _waiting.FirstOrDefault(w => w.Value.After.Count == 0);
        if (entry is null)
            return null;
        _waiting.Remove(key);
        _running[entry.Job] = entry;
        return entry.Job;
    }

    /// <summary>Notes that a job succeeded.</summary>
    public void Succeeded(SweepJob job)
    {
        _running.Remove(job);
        foreach (var entry in _waiting.Values)
            entry.After.Remove(job.Number);
    }

    /// <summary>Notes that a job failed.</summary>
    /// <returns>The points that are not going to be started because of it, but for the failed one itself.</returns>
    public IReadOnlyList<SweepPoint> Failed(SweepJob job)
    {
        _running.Remove(job, out var failed);
        var lost = new List<SweepPoint>();
        foreach (var orphan in Remove(w => w.Job.Point == job.Point).Prepend(failed!))
        {
            var dependents = _waiting.Values.Where(w => w.After.Contains(orphan.Job.Number)).ToList();
            if (dependents.Count > 0 && orphan.Attempt == 0)
                _waiting[(orphan.Job.Number, 1)] = orphan with { Job = orphan.Job with { Point = dependents.MinBy(d => d.Job.Point.Index)!.Job.Point }, Attempt = 1 };
            else
                lost.AddRange(Abandon(orphan.Job.Number));
        }
        return [.. lost.Distinct().OrderBy(p => p.Index)];
    }

    private List<SweepPoint> Abandon(int number)
    {
        var lost = new List<SweepPoint>();
        HashSet<int> numbers = [number];
        while (_waiting.Values.Where(w => w.After.Overlaps(numbers)).Select(w => w.Job.Point).ToHashSet() is { Count: > 0 } points)
        {
            lost.AddRange(points);
            numbers = [.. Remove(w => points.Contains(w.Job.Point)).Select(w => w.Job.Number)];
        }
        return lost;
    }

    private List<Entry> Remove(Func<Entry, bool> condition)
    {
        var gone = _waiting.Where(w => condition(w.Value)).ToList();
        foreach (var (key, _) in gone)
            _waiting.Remove(key);
        return [.. gone.Select(g => g.Value)];
    }
}
