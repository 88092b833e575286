using Slug.Pipeline.Execution;
using Slug.Pipeline.Files;
using Slug.Pipeline.Freshness;
using Slug.Pipeline.Locks;
using Slug.Pipeline.Progress;
using Slug.Pipeline.Stages;

namespace Slug.Pipeline.Tests.Execution;

/// <summary>A folder of its own with a cache, a results folder and sources, gone at the end.</summary>
public sealed class Bed(bool inMemory = false) : IDisposable
{
    private const string Memory = "/dev/shm";

    /// <summary>On the disk; or in memory, where there is no waiting for a disk, for tests of many runs.</summary>
    public string Root { get; } = inMemory && Directory.Exists(Memory)
        ? Directory.CreateDirectory(Path.Combine(Memory, $"slug-bed-{Guid.NewGuid():n}")).FullName
        : Directory.CreateTempSubdirectory("slug-bed-").FullName;

    public string Cache => Path.Combine(Root, "cache");

    public string Results => Path.Combine(Root, "results", "exp");

    /// <summary>The ids of the steps that really ran, in order.</summary>
    public List<string> Ran { get; } = [];

    public RecordingReporter Reporter { get; } = new();

    public string Write(string path, string content)
    {
        var full = Path.Combine(Root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, content);
        // Old enough to be remembered at once.
        File.SetLastWriteTimeUtc(full, DateTime.UtcNow.AddHours(-1));
        return full;
    }

    public string Result(string path) => File.ReadAllText(Path.Combine(Results, path));

    public EngineOptions Options(params Step[] steps) => new()
    {
        CacheFolder = Cache,
        ResultsFolder = Path.Combine(Root, "results"),
        RepositoryRoot = Root,
        Experiment = "exp",
        Steps = steps,
        Reporter = Reporter,
    };

    /// <summary>Runs all steps in a fresh engine, as a new process would.</summary>
    public async Task<IReadOnlyList<StepReport>> Run(params Step[] steps)
    {
        Ran.Clear();
        using var engine = new Engine(Options(steps));
        return await engine.RunAllAsync();
    }

    /// <summary>Runs all steps as a new process would, with a file system that says what it is told.</summary>
    public async Task<IReadOnlyList<StepReport>> Run(IFileStats stats, IEnumerable<string> force, params Step[] steps)
    {
        Ran.Clear();
        using var workspace = new Workspace(Cache, TimeProvider.System, stats);
        using var engine = new Engine(Options(steps) with { Force = force.ToHashSet() }, workspace);
        return await engine.RunAllAsync();
    }

    public string Plan(params Step[] steps)
    {
        using var engine = new Engine(Options(steps));
        return engine.Plan().ToString();
    }

    /// <summary>A step whose output file is a function of its parameters and inputs, by default their texts in a row.</summary>
    public Step Step(
        string stage, object? parameters = null, string? subject = null, Dictionary<string, ArtifactSource>? inputs = null,
        Func<IStepContext, Task>? run = null, int version = 1, OutputSpec[]? outputs = null, string parametersPath = "")
    {
        var id = subject is null ? stage : $"{stage}/{subject}";
        var parameterText = parameters?.ToString() ?? "";
        return new Step
        {
            Stage = stage,
            Subject = subject,
            Version = version,
            Parameters = parameters ?? new { },
            ParametersPath = parametersPath,
            Inputs = inputs ?? [],
            Outputs = outputs ?? [new OutputSpec("out.txt") { PublishAs = $"{id.Replace('/', '-')}.txt" }],
            Run = async context =>
            {
                lock (Ran)
                    Ran.Add(id);
                if (run is not null)
                {
                    await run(context);
                    return;
                }
                var text = $"{stage} {parameterText}";
                foreach (var name in (inputs ?? []).Keys.Order(StringComparer.Ordinal))
                    text += $"|{File.ReadAllText(context.Input(name))}";
                await File.WriteAllTextAsync(context.Output("out.txt"), text);
            },
        };
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}

/// <summary>Remembers what it is told.</summary>
public sealed class RecordingReporter : IRunReporter
{
    public List<string> Events { get; } = [];

    public void Started(string stepId, FreshnessVerdict verdict) => Add($"started {stepId}");

    public void Progressed(string stepId, long done, long total, string unit) => Add($"progress {stepId} {done}/{total} {unit}");

    public void Waiting(string stepId, LockOwner owner) => Add($"waiting {stepId} for {owner.ProcessId} {owner.Step}");

    public void Warned(string message) => Add($"warned {message}");

    public void Ended(StepReport report) => Add($"ended {report.StepId} {report.Outcome}");

    public bool Has(string text)
    {
        lock (Events)
            return Events.Contains(text);
    }

    private void Add(string text)
    {
        lock (Events)
            Events.Add(text);
    }
}
