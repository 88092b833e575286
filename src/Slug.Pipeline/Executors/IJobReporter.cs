using Slug.Pipeline.Sweeps;

namespace Slug.Pipeline.Executors;

/// <summary>Told by an executor what happens, to show it. Calls come one at a time.</summary>
public interface IJobReporter
{
    /// <summary>A job started.</summary>
    /// <param name="job">The job.</param>
    void Started(SweepJob job);

    /// <summary>A job ended.</summary>
    /// <param name="report">How.</param>
    void Ended(JobReport report);

    /// <summary>Something that the user should know.</summary>
    /// <param name="message">One line.</param>
    void Told(string message);
}
