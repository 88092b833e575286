using Slug.Pipeline.Stages;

namespace Slug.Experiments.Tests.Clip.Stages;

/// <summary>A step whose inputs are files of one folder, under their names.</summary>
internal sealed class FilesOfStep(string folder) : IStepContext
{
    public CancellationToken Cancellation => CancellationToken.None;

    public string Scratch => Directory.CreateDirectory(Path.Combine(folder, "scratch")).FullName;

    public string Input(string name) => Path.Combine(folder, name);

    public string Output(string name) => Path.Combine(folder, name);

    public void Log(string message)
    {
    }

    public void Warn(string message)
    {
    }

    public void Progress(long done, long total, string unit)
    {
    }

    public void Provenance(string name, string value)
    {
    }

    public void WhenRecorded(Action action)
    {
    }

    public void Lock(string path)
    {
    }

    public TimeSpan? InputDuration(string name) => null;

    public long? InputPeakMemory(string name) => null;

    public string? InputFact(string name, string fact) => null;
}
