namespace Slug.Pipeline.Stages;

/// <summary>Whether an artifact is one file or a folder of files.</summary>
public enum ArtifactKind
{
    /// <summary>One file.</summary>
    File,

    /// <summary>A folder; its digest covers the sorted relative paths and the contents of all files in it.</summary>
    Folder,
}

/// <summary>A named output that a step promises to write.</summary>
/// <param name="Name">The name by which other steps refer to it, with its extension: <c>update.safetensors</c>.</param>
/// <param name="Kind">File or folder.</param>
public sealed record OutputSpec(string Name, ArtifactKind Kind = ArtifactKind.File)
{
    /// <summary>
    /// Where the output appears under the experiment's results folder (<c>models/rocket.safetensors</c>), or null when it
    /// stays in the store only. A folder's files appear under this path; <c>""</c> puts them right into the results folder.
    /// </summary>
    public string? PublishAs { get; init; }

    /// <summary>
    /// Whether it is published, told from the step's own outputs alone (it takes the path of each by name), so that a result from the store is shown or
    /// withheld like one just made; null always publishes. A later step may speak against it too: see <see cref="Step.Judges"/>.
    /// </summary>
    public Func<Func<string, string>, bool>? PublishWhen { get; init; }
}
