using Slug.Pipeline.Freshness;
using Slug.Pipeline.Locks;

namespace Slug.Pipeline.Progress;

/// <summary>Told by the engine what happens, to show it. Calls come from one thread but for progress, which comes from the step's.</summary>
public interface IRunReporter
{
    /// <summary>A step starts to run.</summary>
    /// <param name="stepId">The step.</param>
    /// <param name="verdict">Why.</param>
    void Started(string stepId, FreshnessVerdict verdict);

    /// <summary>Where the run stands; told before a step starts.</summary>
    /// <param name="position">The position of the step that starts next.</param>
    void Placed(RunPosition position)
    {
        // Who shows no position needs none.
    }

    /// <summary>A running step got further.</summary>
    /// <param name="stepId">The step.</param>
    /// <param name="done">Units done.</param>
    /// <param name="total">Units in all; 0 where not known.</param>
    /// <param name="unit">What is counted.</param>
    void Progressed(string stepId, long done, long total, string unit);

    /// <summary>A step waits for another process that is doing the same work.</summary>
    /// <param name="stepId">The step.</param>
    /// <param name="owner">Who is doing it.</param>
    void Waiting(string stepId, LockOwner owner);

    /// <summary>Something that the user should know and that does not stop the run.</summary>
    /// <param name="message">One line.</param>
    void Warned(string message);

    /// <summary>A step is done with: fresh, run or failed.</summary>
    void Ended(StepReport report);
}
