namespace Slug.Pipeline.Stages;

/// <summary>What a running step sees of the engine.</summary>
public interface IStepContext
{
    /// <summary>Cancelled when the user presses Ctrl+C; the step stops at the next safe point by throwing <see cref="OperationCanceledException"/>.</summary>
    CancellationToken Cancellation { get; }

    /// <summary>The path of an input, to be read only.</summary>
    /// <param name="name">The input's name.</param>
    string Input(string name);

    /// <summary>The path at which the step writes an output: a file yet to be made, or an empty folder that exists.</summary>
    /// <param name="name">The output's name.</param>
    string Output(string name);

    /// <summary>A folder for the step's own temporary files, removed when it ends.</summary>
    string Scratch { get; }

    /// <summary>Writes a line to the step's log.</summary>
    void Log(string message);

    /// <summary>Tells the user something that does not stop the step and that a log alone would hide: data that were left out, a choice that was made.</summary>
    void Warn(string message);

    /// <summary>Reports progress; <paramref name="total"/> is 0 where it is not known.</summary>
    /// <param name="done">Units done so far.</param>
    /// <param name="total">Units in all.</param>
    /// <param name="unit">What is counted: <c>pairs</c>, <c>B</c>, <c>images</c>.</param>
    void Progress(long done, long total, string unit);

    /// <summary>Records a fact about how the result was made (<c>device</c>: <c>cuda:0</c>). Provenance: not part of any key.</summary>
    void Provenance(string name, string value);

    /// <summary>
    /// Has something done when the step's result is in the store and its record written, and not before: the time to remove what a step that is killed
    /// would need to go on. Not done where the step fails; where it fails itself, the result stays.
    /// </summary>
    void WhenRecorded(Action action);

    /// <summary>
    /// Waits until no other process works on something outside the cache, where the cache's own locks do not keep processes with other caches away; the user is told for
    /// whom. Held until the step has ended and what <see cref="WhenRecorded"/> asks for is done.
    /// </summary>
    /// <param name="path">The file or folder, there or not; the lock's file lies beside it while it is held.</param>
    void Lock(string path);

    /// <summary>
    /// The wall time that the step behind an input took when its result was computed, or null for a source path. For tables
    /// that report seconds; provenance, so a cached result keeps the time of the run that made it.
    /// </summary>
    TimeSpan? InputDuration(string name);

    /// <summary>
    /// The most memory, in bytes, that the process held while it computed an input, GPU memory not counted; null for a source path and where it is
    /// not known. Provenance, as <see cref="InputDuration"/>.
    /// </summary>
    long? InputPeakMemory(string name);

    /// <summary>
    /// A fact that the step behind an input recorded when its result was computed (<see cref="Provenance"/>); null for a source path and where it recorded none.
    /// </summary>
    string? InputFact(string name, string fact);
}
