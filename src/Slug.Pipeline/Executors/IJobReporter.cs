using Slug.Pipeline.Sweeps;

namespace Slug.Pipeline.Executors;

/// <summary>Told by an executor what happens, to show it. Calls come one at a time, but for <see cref="Said"/>.</summary>
public interface IJobReporter
{
    /// <summary>A job started.</summary>
    /// <param name="job">The job.</param>
    void Started(SweepJob job);

    /// <summary>A running job's process wrote a line to its log; may come from any thread.</summary>
    /// <param name="job">The job.</param>
    /// <param name="line">The line.</param>
    void Said(SweepJob job, string line);

    /// <summary>A job ended.</summary>
    /// <param name="report">How.</param>
    void Ended(JobReport report);

    /// <summary>Something that the user should know.</summary>
    /// <param name="message">One line.</param>
    void Told(string message);
}
