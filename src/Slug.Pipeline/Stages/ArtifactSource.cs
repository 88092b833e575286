namespace Slug.Pipeline.Stages;

/// <summary>Where the bytes of a step's input come from. Only their content enters the step's key, never the path.</summary>
public abstract record ArtifactSource;

/// <summary>A file or folder outside the store, such as a tracked list under <c>data/</c>.</summary>
/// <param name="Path">Path of the file or folder; a relative path is resolved against the repository root.</param>
public sealed record SourcePath(string Path) : ArtifactSource;

/// <summary>An output of another step of the same plan.</summary>
/// <param name="StepId">The <see cref="Step.Id"/> of the producing step.</param>
/// <param name="Output">The <see cref="OutputSpec.Name"/> of the output.</param>
public sealed record StepOutput(string StepId, string Output) : ArtifactSource;
