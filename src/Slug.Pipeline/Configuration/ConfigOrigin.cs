namespace Slug.Pipeline.Configuration;

/// <summary>Where a config value was written, to lead the user there.</summary>
/// <param name="Source">The file as the user named it, or the command-line option (<c>--set unlearn.concepts</c>).</param>
/// <param name="Line">Line from 1, or 0 where the source has no lines.</param>
public readonly record struct ConfigOrigin(string Source, int Line)
{
    /// <summary><c>configs/demo/clip.yaml:12</c>, or the source alone.</summary>
    public override string ToString() => Line > 0 ? $"{Source}:{Line}" : Source;
}
