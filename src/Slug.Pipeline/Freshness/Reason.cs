using Slug.Pipeline.Keys;

namespace Slug.Pipeline.Freshness;

/// <summary>Why a step is not fresh. Its text is the same wherever it shows: run line, status, dry run, log.</summary>
public abstract record Reason
{
    /// <summary>The reason in a few words, with the exact difference.</summary>
    public abstract override string ToString();
}

/// <summary>No result of this step is known in this experiment.</summary>
public sealed record NeverRan : Reason
{
    /// <inheritdoc/>
    public override string ToString() => "never ran";
}

/// <summary>A parameter has another value than in the last run.</summary>
/// <param name="Path">The parameter as it stands in the config: <c>unlearn.search.iterations</c>.</param>
/// <param name="Was">Its value then, or 'absent'.</param>
/// <param name="Is">Its value now, or 'absent'.</param>
public sealed record ParameterChanged(string Path, string Was, string Is) : Reason
{
    /// <inheritdoc/>
    public override string ToString() => $"{Path}: {Was} -> {Is}";
}

/// <summary>An input has other content than in the last run.</summary>
/// <param name="Name">The input.</param>
/// <param name="Was">Its content then.</param>
/// <param name="Is">Its content now.</param>
public sealed record InputChanged(string Name, Content Was, Content Is) : Reason
{
    /// <inheritdoc/>
    public override string ToString() => Was.Kind == Is.Kind
        ? $"input {Name}: {Was.Digest.Short} -> {Is.Digest.Short}"
        : $"input {Name}: {(Was.Kind == Stages.ArtifactKind.File ? "file -> folder" : "folder -> file")}";
}

/// <summary>The step has an input that it did not have in the last run.</summary>
/// <param name="Name">The input.</param>
public sealed record InputAdded(string Name) : Reason
{
    /// <inheritdoc/>
    public override string ToString() => $"input {Name} added";
}

/// <summary>The step had an input in the last run that it has no more.</summary>
/// <param name="Name">The input.</param>
public sealed record InputRemoved(string Name) : Reason
{
    /// <inheritdoc/>
    public override string ToString() => $"input {Name} removed";
}

/// <summary>The stage computes something else than in the last run.</summary>
/// <param name="Was">Its version then.</param>
/// <param name="Is">Its version now.</param>
public sealed record StageVersionChanged(int Was, int Is) : Reason
{
    /// <inheritdoc/>
    public override string ToString() => $"stage version {Was} -> {Is}";
}

/// <summary>The record of the result does not have an output, or the output's file is gone from the store.</summary>
/// <param name="Name">The output.</param>
public sealed record OutputMissing(string Name) : Reason
{
    /// <inheritdoc/>
    public override string ToString() => $"output {Name} is missing from the store";
}

/// <summary>A stored output's bytes are not those that were stored.</summary>
/// <param name="Name">The output.</param>
/// <param name="Object">The damaged object.</param>
public sealed record OutputDamaged(string Name, Digest Object) : Reason
{
    /// <inheritdoc/>
    public override string ToString() => $"output {Name} is damaged (object {Object.Short})";
}

/// <summary>The record of the result could not be read.</summary>
public sealed record RecordDamaged : Reason
{
    /// <inheritdoc/>
    public override string ToString() => "the record of its result was damaged";
}

/// <summary>The step ran before, but its result was removed from the store.</summary>
public sealed record ResultGone : Reason
{
    /// <inheritdoc/>
    public override string ToString() => "its result is no longer in the store";
}

/// <summary>The user asked for it to run.</summary>
public sealed record Forced : Reason
{
    /// <inheritdoc/>
    public override string ToString() => "forced";
}

/// <summary>Steps that this one reads from will run; what they make may or may not be the same as before.</summary>
/// <param name="Steps">Their ids.</param>
public sealed record UpstreamNotFresh(IReadOnlyList<string> Steps) : Reason
{
    /// <inheritdoc/>
    public override string ToString() => $"waits for {string.Join(", ", Steps)}";

    /// <inheritdoc/>
    public bool Equals(UpstreamNotFresh? other) => other is not null && Steps.SequenceEqual(other.Steps);

    /// <inheritdoc/>
    public override int GetHashCode() => Steps.Aggregate(17, HashCode.Combine);
}
