using System.Diagnostics;
using Slug.Build.Tests.Host;

namespace Slug.Build.Tests.Sweeps;

/// <summary>
/// A repository of its own for sweeps of a very small experiment, with the real configs and data lists, one cache for all tests, and
/// results that stay in it.
/// </summary>
public sealed class SweepTree : IDisposable
{
    /// <summary>How long a sweep is waited for, on a busy machine too.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromMinutes(20);

    private readonly TemporaryFolder _tree = new();

    public SweepTree()
    {
        _tree.Write("build/Build.csproj", "<Project/>");
        Directory.CreateSymbolicLink(Path.Combine(Root, "configs"), Path.Combine(Repository.Root, "configs"));
        Directory.CreateDirectory(Path.Combine(Root, "data"));
        foreach (var lists in new[] { "emoji", "clip" })
            Directory.CreateSymbolicLink(Path.Combine(Root, "data", lists), Path.Combine(Repository.Root, "data", lists));
    }

    public string Root => _tree.Path;

    /// <summary>A checksum that no download has: a point with it fails in its first stage.</summary>
    public static string WrongChecksum { get; } = new('0', 64);

    /// <summary>Writes a config of seconds with a sweep.</summary>
    /// <param name="name">The sweep's name.</param>
    /// <param name="sections">What it says beside the experiment.</param>
    public string Config(string name, string sections) => _tree.Write($"{name}.yaml", $$"""
        extends: configs/ci/tiny.yaml
        experiment: {{name}}
        emoji: { maxNames: 8, retainPairs: 16, forgetPairs: 8, captionsPerImage: 12 }
        pretrain: { pairs: 64, batchSize: 8 }
        grads: { batch: 4 }
        unlearn: { concepts: [rocket], searchViews: 1, curvePoints: 2, allowFailure: true }
        {{sections}}
        """);

    public string Result(string path) => _tree.Read(Path.Combine("results", path));

    public Process Start(IReadOnlyDictionary<string, string?>? environment, params string[] arguments) => HostProcess.Start(Root, environment, arguments);

    /// <summary>Runs the host in the tree; longer than other tests would wait, for it trains a model.</summary>
    internal async Task<Answer> RunAsync(IReadOnlyDictionary<string, string?>? environment, params string[] arguments)
    {
        using var process = Start(environment, arguments);
        return await ReadAsync(process);
    }

    internal static Task<Answer> ReadAsync(Process process) => Shell.ReadAsync(process, Patience);

    public void Dispose() => _tree.Dispose();
}

/// <summary>The tests that run sweeps: one after the other, on one cache.</summary>
[CollectionDefinition(Name)]
public sealed class SweepCollection : ICollectionFixture<SweepTree>
{
    public const string Name = "sweeps";
}
