using Slug.Pipeline.Configuration;
using Slug.Pipeline.Files;

namespace Slug.Experiments.Configuration;

/// <summary>Collects what is wrong with a config whose form is right, all of it, with the lines where it stands.</summary>
/// <param name="run">How the experiment is run.</param>
/// <param name="originOf">Where a path of the config was written.</param>
/// <param name="problems">Receives every mistake.</param>
public sealed class ConfigCheck(RunOptions run, Func<string, ConfigOrigin> originOf, ICollection<ConfigProblem> problems)
{
    private const int MostProblems = 5;

    private readonly List<ConfigProblem> _missing = [];
    private readonly HashSet<string> _empty = new(StringComparer.Ordinal);

    /// <summary>How the experiment is run.</summary>
    public RunOptions Run => run;

    /// <summary>Files of the user that the config names and that are not there: it makes sense without them, and cannot run.</summary>
    public IReadOnlyList<ConfigProblem> Missing => _missing;

    /// <summary>Reports a mistake where something does not hold.</summary>
    /// <param name="right">Whether it holds.</param>
    /// <param name="path">Where in the config: <c>unlearn.concepts.1</c>.</param>
    /// <param name="message">What is wrong, and what to do.</param>
    public void That(bool right, string path, string message)
    {
        if (!right) problems.Add(new ConfigProblem(originOf(path), message));
    }

    /// <summary>Reports the first of many mistakes of one thing, and how many more there are: of another architecture hundreds of tensors do not fit.</summary>
    /// <param name="path">Where in the config.</param>
    /// <param name="wrong">What is wrong.</param>
    /// <param name="rest">The message about so many more.</param>
    public void Problems(string path, IReadOnlyCollection<string> wrong, Func<int, string> rest)
    {
        foreach (var problem in wrong.Take(MostProblems)) That(false, path, problem);
        That(wrong.Count <= MostProblems, path, rest(wrong.Count - MostProblems));
    }

    /// <summary>The same of files that the user has to provide.</summary>
    /// <param name="right">Whether it holds.</param>
    /// <param name="path">Where in the config.</param>
    /// <param name="message">What is wrong, and what to do.</param>
    /// <param name="file">The file or folder that is not there; null where it is another thing that is wrong with it.</param>
    public void There(bool right, string path, string message, string? file = null)
    {
        if (!right) _missing.Add(new ConfigProblem(originOf(path), message) { MissingFile = file });
    }

    /// <summary>The paths that a file or folder may have that the config names: beside the file in which it is named, else in the repository.</summary>
    /// <param name="path">Where in the config it is named.</param>
    /// <param name="file">The name; <c>~/</c> stands for the user's home.</param>
    public IReadOnlyList<string> Candidates(string path, string file)
    {
        if (file == "~" || file.StartsWith("~/", StringComparison.Ordinal))
            file = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile) + file[1..];
        if (Path.IsPathRooted(file)) return [file];
        var source = originOf(path).Source;
        // What the command line lays over a config stands as if it were written there.
        var config = File.Exists(source) ? source : run.ConfigPath;
        string[] folders = [Path.GetDirectoryName(Path.GetFullPath(config))!, run.RepositoryRoot];
        return [.. folders.Select(folder => Path.GetFullPath(file, folder)).Distinct()];
    }

    /// <summary>The path of a file or folder that the config names; null where it is not there. An empty path, which would be the config's own folder, is a mistake.</summary>
    /// <inheritdoc cref="Candidates"/>
    public string? Find(string path, string file)
    {
        if (!string.IsNullOrWhiteSpace(file)) return Candidates(path, file).FirstOrDefault(Path.Exists);
        That(!_empty.Add(path), path, $"'{path}' is an empty path: name the file or folder that is meant, or leave it out");
        return null;
    }

    /// <summary>Where such a file is looked for, for a message: first where the folder is there that its name begins with, such as the repository's <c>data/</c>.</summary>
    /// <inheritdoc cref="Candidates"/>
    public string Expected(string path, string file)
    {
        var (candidates, first) = (Candidates(path, file), file.Split('/')[0]);
        return Candidates(path, first).Zip(candidates).FirstOrDefault(c => first != file && Directory.Exists(c.First)).Second ?? candidates[0];
    }

    /// <summary>Loads a file that the config names; what is wrong with it is reported.</summary>
    /// <param name="file">The file, relative to the repository root.</param>
    /// <param name="path">Where in the config it is named.</param>
    /// <param name="load">Reads it.</param>
    /// <returns>What it holds, or null where it cannot be used.</returns>
    public T? Load<T>(string file, string path, Func<string, T> load)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(load);
        try
        {
            var full = Path.Combine(run.RepositoryRoot, file);
            PlainFile.Ensure(full);
            return load(full);
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            That(false, path, e.Message);
            return null;
        }
    }
}
