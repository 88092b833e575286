using Slug.Pipeline.Sweeps;

namespace Slug.Pipeline.Executors;

/// <summary>
/// Hands a sweep to Slurm: one job array for all points that wait for the same. What points share is made by the first of them in an
/// array of its own, on whose tasks the others depend (<c>afterok</c>), so that no node is held by a task that only waits for a lock.
/// </summary>
/// <param name="sweep">The sweep's name.</param>
/// <param name="folder">Where scripts, logs and exit codes go.</param>
/// <param name="cluster">What each point asks for.</param>
/// <param name="command">How a point is started.</param>
public sealed class SlurmExecutor(string sweep, SlurmFolder folder, ClusterOptions cluster, HostCommand command)
{
    /// <summary>What was submitted before and has not ended, or null.</summary>
    /// <exception cref="SlurmException">Slurm does not answer.</exception>
    public async Task<SlurmSubmission?> FindLiveAsync(CancellationToken cancellation)
    {
        if (SlurmSubmission.TryLoad(folder) is not { } last)
            return null;
        var ids = last.Ids.ToHashSet(StringComparer.Ordinal);
        var queue = await Slurm.QueueAsync(cancellation).ConfigureAwait(false);
        return queue.Any(t => ids.Contains(t.Id.Split('_')[0])) ? last : null;
    }

    /// <summary>Submits jobs; all of them or none.</summary>
    /// <param name="jobs">The jobs.</param>
    /// <param name="cancellation">Takes back what was submitted so far.</param>
    /// <exception cref="SlurmException">Slurm refuses a script.</exception>
    public async Task<SlurmSubmission> SubmitAsync(IReadOnlyList<SweepJob> jobs, CancellationToken cancellation)
    {
        var arrays = SlurmArray.Of(jobs, await Slurm.ArraySizeAsync(cancellation).ConfigureAwait(false));
        Prepare();
        foreach (var array in arrays)
            await File.WriteAllTextAsync(folder.Script(array.Name), SlurmScript.Render(sweep, array, cluster, command, folder), cancellation).ConfigureAwait(false);
        var submission = new SlurmSubmission([]);
        var tasks = new Dictionary<int, string>();
        try
        {
            foreach (var array in arrays)
            {
                var id = await Slurm.SubmitAsync(folder.Script(array.Name), [.. array.Jobs[0].After.Select(number => tasks[number])], cancellation).ConfigureAwait(false);
                submission = submission.With(id, array);
                foreach (var job in array.Jobs)
                    tasks[job.Number] = $"{id}_{array.TaskOf(job)}";
            }
        }
        catch (Exception e) when (e is SlurmException or OperationCanceledException)
        {
            if (submission.Arrays.Count > 0)
                await Slurm.CancelAsync(submission.Ids).ConfigureAwait(false);
            throw;
        }
        submission.Save(folder);
        return submission;
    }

    // Exit codes and scripts of an earlier submission would be taken for this one's.
    private void Prepare()
    {
        Directory.CreateDirectory(folder.Root);
        if (Directory.Exists(folder.Done))
            Directory.Delete(folder.Done, recursive: true);
        Directory.CreateDirectory(folder.Done);
        Directory.CreateDirectory(folder.Logs);
        foreach (var script in Directory.GetFiles(folder.Root, "*.sh"))
            File.Delete(script);
        File.Delete(folder.Submission);
    }
}
