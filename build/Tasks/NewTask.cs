using Cake.Frosting;
using Slug.Build.Running;
using Slug.Experiments;
using Slug.Experiments.Loading;
using Slug.Pipeline.Configuration;

namespace Slug.Build.Tasks;

/// <summary>Writes a config that makes a model of the user's forget something, on pictures of the user's; asks on a terminal for what the options do not say.</summary>
[TaskName(Name)]
[TaskDescription("Writes a config for your concept, your checkpoint and your pictures (--forget, --checkpoint, --data, --card, --out)")]
public sealed class NewTask : FrostingTask<BuildContext>
{
    /// <summary>The target's name.</summary>
    public const string Name = "New";

    /// <inheritdoc/>
    public override void Run(BuildContext context)
    {
        var options = context.Options;
        var answers = Ask(options.Forget, options.Checkpoint, options.Data, Console.IsInputRedirected);
        var experiment = $"forget-{NewConfig.FileName(answers.Forget[0])}";
        var path = Path.GetFullPath(options.Out ?? $"{experiment}.yaml", Caller);
        if (Path.Exists(path) && (!options.Replace || Directory.Exists(path)))
            throw new ConfigurationException(new ConfigOrigin("--out", 0), $"{path} is there already; --force replaces it, --out=FILE writes another");
        if (!Directory.Exists(Path.GetDirectoryName(path)))
            throw new ConfigurationException(new ConfigOrigin("--out", 0), $"there is no folder {Path.GetDirectoryName(path)}");
        var folder = Path.GetDirectoryName(path)!;
        var shown = Layout.Shown(path);
        File.WriteAllText(path, NewConfig.Write(answers with
        {
            Experiment = experiment,
            Command = $"./build.sh --config={shown}",
            Checkpoint = Relative(answers.Checkpoint, folder),
            Data = Relative(answers.Data, folder),
            Card = options.Card is { } card && File.Exists(Path.GetFullPath(card, Caller)) ? Relative(card, folder) : options.Card,
        }));
        Console.Out.WriteLine($"wrote {shown}");
        // What is wrong is told now and not when it is run; missing files may come later.
        var read = ExperimentLoader.Load(context.RunOptions(path));
        foreach (var missing in read.MissingFiles)
            Console.Out.WriteLine($"to be brought: {missing}");
        Console.Out.WriteLine($"run it: ./build.sh --config={shown}");
    }

    private static string Caller => Environment.GetEnvironmentVariable("SLUG_CALLER_DIRECTORY") ?? Directory.GetCurrentDirectory();

    private static NewConfigAnswers Ask(IReadOnlyList<string> forget, string? checkpoint, string? data, bool isSilent)
    {
        string[] missing =
        [
            .. forget.Count == 0 ? ["--forget=CONCEPT (what to forget)"] : Array.Empty<string>(),
            .. checkpoint is null ? ["--checkpoint=PATH (a published checkpoint)"] : Array.Empty<string>(),
            .. data is null ? ["--data=PATH (a folder of pictures, a table or webdataset tars)"] : Array.Empty<string>(),
        ];
        if (missing.Length > 0 && isSilent)
            throw new ConfigurationException(new ConfigOrigin("--target=New", 0), $"there is no terminal to ask on; it needs {string.Join(", ", missing)}");
        return new NewConfigAnswers
        {
            Forget = forget.Count > 0 ? forget : Answer("What shall be forgotten (several with commas between)?").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
            Checkpoint = checkpoint ?? Answer("From which checkpoint (a file, a Hugging Face folder, or hf://owner/repository/file)?"),
            Data = data ?? Answer("Where are the pictures (a folder a class, a table of captions, webdataset tars)?"),
        };
    }

    private static string Answer(string question)
    {
        while (true)
        {
            Console.Out.Write($"{question} ");
            var answer = Console.In.ReadLine() ?? throw new ConfigurationException(new ConfigOrigin("--target=New", 0), "the answers ended; nothing was written");
            if (answer.Trim().Trim(',').Length > 0)
                return answer.Trim();
        }
    }

    private static string Relative(string path, string folder)
    {
        if (path.Contains("://", StringComparison.Ordinal) || path.StartsWith('~') || Path.IsPathRooted(path))
            return path;
        return Path.GetRelativePath(folder, Path.GetFullPath(path, Caller)).Replace('\\', '/');
    }
}
