using System.Globalization;
using Slug.Pipeline.Sweeps;

namespace Slug.Pipeline.Executors;

/// <summary>Jobs of one kind that wait for the same: one job array, whose task numbers are the points'.</summary>
/// <param name="Name">Its name, unique in the sweep: <c>1-Plot</c>.</param>
/// <param name="Jobs">The jobs, in the order of their points.</param>
/// <param name="Offset">What is added to a task's number to give the point's; not 0 only beyond what the cluster allows as a number.</param>
public sealed record SlurmArray(string Name, IReadOnlyList<SweepJob> Jobs, int Offset)
{
    /// <summary>Sorts a sweep's jobs into arrays, so that each array comes after those that it waits for.</summary>
    /// <param name="jobs">The jobs.</param>
    /// <param name="arraySize">One more than the largest task number that the cluster allows.</param>
    public static IReadOnlyList<SlurmArray> Of(IReadOnlyList<SweepJob> jobs, int arraySize) =>
        [.. jobs.GroupBy(j => (j.Stage, j.IsWhole, After: string.Join(',', j.After), Force: string.Join(',', j.Force), Chunk: j.Point.Index / arraySize))
            .OrderBy(g => g.Min(j => j.Number))
            .Select((g, i) => new SlurmArray(
                string.Create(CultureInfo.InvariantCulture, $"{i}-{g.Key.Stage}"), [.. g.OrderBy(j => j.Point.Index)], g.Key.Chunk * arraySize))];

    /// <summary>The task of a job.</summary>
    /// <param name="job">The job.</param>
    public int TaskOf(SweepJob job) => job.Point.Index - Offset;

    /// <summary>The task numbers as <c>--array</c> takes them: <c>0,2-5</c>.</summary>
    public string Tasks
    {
        get
        {
            var ranges = new List<(int First, int Last)>();
            foreach (var task in Jobs.Select(TaskOf))
            {
                if (ranges is [.., var (first, last)] && last == task - 1)
                    ranges[^1] = (first, task);
                else
                    ranges.Add((task, task));
            }
            return string.Join(',', ranges.Select(r => r.First == r.Last ? $"{r.First}" : $"{r.First}-{r.Last}"));
        }
    }
}
