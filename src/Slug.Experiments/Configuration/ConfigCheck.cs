using Slug.Models.Checkpoints;
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
    private readonly HashSet<string> _told = new(StringComparer.Ordinal);

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

    /// <summary>
    /// The path of a file or folder that the config names; null where it is not there. An empty path, which would be the config's own folder, is a mistake, and so are
    /// an address of the web and what is neither file nor folder: a pipe, a device, a link that leads nowhere.
    /// </summary>
    /// <inheritdoc cref="Candidates"/>
    public string? Find(string path, string file)
    {
        string? found = null, wrong = null;
        if (string.IsNullOrWhiteSpace(file)) wrong = $"'{path}' is an empty path: name the file or folder that is meant, or leave it out";
        else if (DownloadAddress.LooksLikeOne(file)) wrong = $"'{file}' is an address, and what is named here is read on this machine: fetch it first, and name where it is";
        else if ((found = Candidates(path, file).FirstOrDefault(Path.Exists)) is not null && PlainFile.WhyNeither(found) is { } reason) wrong = $"{found}: {reason}";
        That(wrong is null || !_told.Add(path), path, wrong ?? "");
        return wrong is null ? found : null;
    }

    /// <summary>Where such a file is looked for, for a message: first where the folder is there that its name begins with, such as the repository's <c>data/</c>.</summary>
    /// <inheritdoc cref="Candidates"/>
    public string Expected(string path, string file)
    {
        var (candidates, first) = (Candidates(path, file), file.Split('/')[0]);
        return Candidates(path, first).Zip(candidates).FirstOrDefault(c => first != file && Directory.Exists(c.First)).Second ?? candidates[0];
    }

    /// <summary>Looks at something that the config names; what is wrong with it is reported.</summary>
    /// <param name="path">Where in the config it is named.</param>
    /// <param name="look">Looks at it.</param>
    /// <returns>Whether nothing was wrong.</returns>
    public bool Open(string path, Action look) => Open(path, () => [], look);

    /// <summary>Opens a file that the config names, to look whether it is what it is meant as; what is wrong with it is reported.</summary>
    /// <param name="path">Where in the config it is named.</param>
    /// <param name="file">The file, which is there.</param>
    /// <param name="look">Opens it.</param>
    /// <returns>Whether it could be opened.</returns>
    public bool Open(string path, string file, Action look) => Open(path, () => PlainFile.WhyNot(file) is { } reason ? [$"{file}: {reason}"] : [], look);

    /// <summary>The same of a model: a file of weights, the index of several, or a folder of its parts. No pipe among them is opened, for that might wait for ever.</summary>
    /// <param name="path">Where in the config it is named.</param>
    /// <param name="model">The file or folder, which is there.</param>
    /// <param name="look">Opens it.</param>
    /// <returns>Whether it could be opened.</returns>
    public bool OpenModel(string path, string model, Action look) => Open(path, () => NotOfModel(model), look);

    /// <summary>Reports what in a folder that the config names can be read neither as a file nor as a folder: it could not be hashed.</summary>
    /// <param name="path">Where in the config it is named.</param>
    /// <param name="folder">The folder, which is there.</param>
    public void PlainFolder(string path, string folder) => Open(path, () => PlainFile.OthersIn(folder), () => { });

    private static IReadOnlyList<string> NotOfModel(string model)
    {
        if (Directory.Exists(model)) return PlainFile.OthersIn(model);
        if (PlainFile.WhyNot(model) is { } reason) return [$"{model}: {reason}"];
        // Of shards that are not there whoever opens their index tells.
        return [.. from shard in ShardedCheckpoint.ShardsBeside(model) let why = PlainFile.WhyNot(shard) where why is not null select $"{shard}: {why}"];
    }

    private bool Open(string path, Func<IReadOnlyList<string>> others, Action look)
    {
        try
        {
            var wrong = others();
            Problems(path, wrong, more => $"so it is with {more} more");
            if (wrong.Count > 0) return false;
            look();
            return true;
        }
        catch (CheckpointException wrong)
        {
            Problems(path, [.. wrong.Problems.Select(problem => $"{wrong.Path}: {problem}")], more => $"{wrong.Path} has {more} more tensors that do not fit");
        }
        catch (Exception wrong) when (wrong is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            That(false, path, wrong.Message);
        }

        return false;
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
            var full = Path.GetFullPath(file, run.RepositoryRoot);
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
