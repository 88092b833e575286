namespace Slug.Models.Checkpoints;

/// <summary>A checkpoint cannot be read, or does not fit the model. Holds every problem found, not the first alone.</summary>
public sealed class CheckpointException : IOException
{
    /// <summary>Makes the exception; the message names the file and lists the problems.</summary>
    public CheckpointException(string path, IReadOnlyList<string> problems)
        : base(Describe(path, problems))
    {
        Path = path;
        Problems = problems;
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>What is wrong, one line each.</summary>
    public IReadOnlyList<string> Problems { get; }

    private static string Describe(string path, IReadOnlyList<string> problems) =>
        problems.Count == 1 ? $"{path}: {problems[0]}" : $"{path}: {problems.Count} problems:\n  {string.Join("\n  ", problems)}";
}
