using Slug.Experiments.Configuration;
using Slug.Experiments.Graph;

namespace Slug.Experiments.Tests.Configuration;

public sealed class ConfigFilesTests
{
    private static readonly IReadOnlyList<string> Files =
    [
        .. Directory.GetFiles(Path.Combine(Repository.Root, "configs"), "*.yaml", SearchOption.AllDirectories)
            .Select(f => Path.GetRelativePath(Repository.Root, f)).Order(StringComparer.Ordinal),
    ];

    public static TheoryData<string> Configs => [.. Files];

    [Theory]
    [MemberData(nameof(Configs))]
    public void Every_config_loads_and_makes_a_graph(string config)
    {
        Assert.All(LoadAll(config), experiment =>
        {
            var steps = experiment.Steps();
            Assert.Equal(steps.Count, steps.Select(s => s.Id).Distinct().Count());
            Assert.All(experiment.Concepts, c => Assert.Contains(steps, s => s.Id == $"Unlearn/{c.FileName}"));
        });
    }

    [Theory]
    [MemberData(nameof(Configs))]
    public void Every_config_opens_with_its_command_and_what_to_expect(string config)
    {
        var header = File.ReadLines(Path.Combine(Repository.Root, config)).TakeWhile(l => l.StartsWith('#')).ToList();
        Assert.Contains(header, l => l.Contains("./build.sh ") && l.Contains($" --config={config}"));
        Assert.Contains(header, l => l.Contains("Expected on"));
        Assert.Contains(header, l => l.Contains("Expected numbers"));
    }

    [Fact]
    public void Two_experiments_do_not_share_a_results_folder()
    {
        var names = Files.SelectMany(LoadAll).Select(e => e.Folder).ToList();
        Assert.Equal(names.Count, names.Distinct().Count());
    }

    private static IReadOnlyList<Experiment> LoadAll(string config) =>
        ExperimentLoader.LoadAll(new RunOptions { RepositoryRoot = Repository.Root, ConfigPath = Path.Combine(Repository.Root, config) });
}
