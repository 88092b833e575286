namespace Slug.Pipeline.Execution;

/// <summary>A source file or folder has other bytes than the step's key says.</summary>
/// <param name="input">The input's name.</param>
/// <param name="path">The file or folder.</param>
internal sealed class SourceChangedException(string input, string path) : Exception($"its input '{input}' ({path}) was changed while it ran")
{
    /// <summary>The file or folder.</summary>
    public string Path => path;
}
