using Slug.Experiments.Clip.Configuration;
using Slug.Experiments.Configuration;
using Slug.Experiments.Sweeps;
using Slug.Pipeline.Configuration;

namespace Slug.Experiments.Tests.Sweeps;

public sealed class SweepDefinitionTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("slug-sweep-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private RunOptions Run(string sections, params string[] overrides)
    {
        var path = Path.Combine(_folder, "s.yaml");
        var tiny = Path.GetRelativePath(_folder, Path.Combine(Repository.Root, "configs/ci/tiny.yaml"));
        File.WriteAllText(path, $"extends: {tiny}\nexperiment: s\n{sections}");
        return new RunOptions { RepositoryRoot = Repository.Root, ConfigPath = path, Overrides = overrides, CacheFolder = Path.Combine(_folder, "cache"), ResultsFolder = Path.Combine(_folder, "results") };
    }

    private static string Problems(Action action) => string.Join('\n', Assert.Throws<ConfigurationException>(action).Problems.Select(p => $"{Path.GetFileName(p.Origin.ToString())}: {p.Message}"));

    [Fact]
    public void APointIsTheConfigWithWhatItSetsInAFolderOfItsOwn()
    {
        var run = Run("sweep:\n  grid:\n    unlearn.search.evaluations: [4, 5]\ncluster:\n  partition: gpu\n");
        var points = ExperimentLoader.LoadAll(run);
        Assert.Equal(["s/points/000-evaluations=4", "s/points/001-evaluations=5"], points.Select(e => e.Folder));
        Assert.Equal([4, 5], points.Select(e => ((ClipOptions)e.Options).Unlearn.Search.Evaluations));
        Assert.Equal("gpu", points[0].Settings.Cluster.Partition);
        Assert.DoesNotContain("sweep", points[0].ConfigText);
        Assert.DoesNotContain("cluster", points[0].ConfigText);
        foreach (var name in new[] { "1", "001-evaluations=5" })
            Assert.Equal("s/points/001-evaluations=5", ExperimentLoader.Load(run with { Point = name }).Folder);
    }

    [Theory]
    [InlineData("sweep:\n  list: []\n", "s.yaml:4: the sweep has 0 points; it must have 1 to 10,000")]
    [InlineData("sweep: {}\n", "s.yaml:3: sweep needs at least one of grid, zip and list")]
    [InlineData("sweep:\n  grid:\n    unlearn.serch.evaluations: [4, 5]\n", "s.yaml:5: unknown key 'serch' in 'unlearn'; did you mean 'search'?")]
    [InlineData("sweep:\n  grid:\n    seed.x: [4]\n    unlearn.concepts: [rokcet]\n", "s.yaml:5: 'seed' is a value, it has no keys below it")]
    [InlineData("sweep:\n  grid:\n    experiment: [a, b]\n", "s.yaml:5: 'experiment' names the sweep as a whole; each point gets a folder of its own below it")]
    [InlineData("sweep:\n  grid:\n    unlearn.search.evaluations: [4]\ncluster:\n  gres: \"a b\"\n", "s.yaml:7: 'cluster.gres' must be resources such as gpu:1 or gpu:a100:2; it is 'a b'")]
    public void MistakesAreNamedWithFileAndLine(string sections, string problem) =>
        Assert.Equal(problem, Problems(() => SweepRun.Open(Run(sections))).Split('\n')[0]);

    [Fact]
    public void TooManyPointsAreAMistake()
    {
        var values = string.Join(", ", Enumerable.Range(1, 101));
        Assert.StartsWith(
            "s.yaml:4: the sweep has 10,201 points; it must have 1 to 10,000",
            Problems(() => SweepRun.Open(Run($"sweep:\n  grid:\n    unlearn.search.evaluations: [{values}]\n    pretrain.pairs: [{values}]\n"))));
    }

    [Fact]
    public void TheMistakesOfAllPointsComeAtOnceAndEachOnce() => Assert.Equal("""
        s.yaml:5: The field 'unlearn.search.evaluations' must be between 1 and 100; it is 0
        s.yaml:5: 'unlearn.search.evaluations' must be a whole number, not 'many'
        s.yaml:6: unknown concept 'rokcet' (did you mean 'rocket' or 'rose'?); all names are in data/emoji/names.txt
        """, Problems(() => SweepRun.Open(Run("sweep:\n  grid:\n    unlearn.search.evaluations: [0, many]\n    unlearn.concepts: [[rokcet], [rocket, rokcet]]\n"))));

    [Fact]
    public void AMistakeInTheSweepDoesNotHideThoseOfTheExperiment()
    {
        var problems = Problems(() => SweepRun.Open(Run("sweep:\n  gird: { seed: [1] }\nseeed: 2\n")));
        Assert.Contains("unknown key 'sweep.gird'", problems);
        Assert.Contains("unknown key 'seeed'", problems);
    }

    [Fact]
    public void AnOptionThatEveryPointSetsAgainIsAMistake()
    {
        const string Sweep = "sweep:\n  grid:\n    unlearn.search.evaluations: [4]\n";
        Assert.StartsWith("--set unlearn.search.evaluations: the sweep sets 'unlearn.search.evaluations' at ", Problems(() => SweepRun.Open(Run(Sweep, "unlearn.search.evaluations=7"))));
        Assert.StartsWith("--set unlearn: the sweep sets", Problems(() => SweepRun.Open(Run(Sweep, "unlearn={concepts: [rocket]}"))));
        Assert.Single(SweepRun.Open(Run(Sweep, "seed=7")).Points);
    }

    [Fact]
    public void WithoutAPointASweepIsNoExperimentAndTheOtherWayRound()
    {
        var sweep = Run("sweep:\n  grid:\n    unlearn.search.evaluations: [4, 5]\n");
        Assert.Contains("--target=Sweep runs them all, --point=0 to --point=1 runs one of them", Problems(() => ExperimentLoader.Load(sweep)));
        Assert.Contains("the sweep has no point '2'; it has 0 to 1", Problems(() => ExperimentLoader.Load(sweep with { Point = "2" })));
        Assert.Contains("did you mean '000-evaluations=4'", Problems(() => ExperimentLoader.Load(sweep with { Point = "000-evaluations=3" })));
        var plain = Run("seed: 3\n");
        Assert.Contains("it has no section 'sweep'", Problems(() => SweepRun.Open(plain)));
        Assert.Contains("leave --point out", Problems(() => ExperimentLoader.Load(plain with { Point = "0" })));
        Assert.Equal("s", Assert.Single(ExperimentLoader.LoadAll(plain)).Folder);
    }

    [Fact]
    public void AGraphThatCannotRunIsAMistakeNamedOnceForAllPoints()
    {
        var run = Run("sweep:\n  grid:\n    unlearn.search.evaluations: [4, 5, 6]\n") with { Force = new HashSet<string> { "Unlern" } };
        Assert.Contains("Unlern", Assert.Single(Problems(() => SweepRun.Open(run).Plan()).Split('\n')));
    }

    [Fact]
    public void ThePlanCountsSharedWorkOnceAndTheScheduleMakesItFirst()
    {
        var sweep = SweepRun.Open(Run("sweep:\n  grid:\n    unlearn.search.evaluations: [4, 5, 6]\n"));
        var plan = sweep.Plan();
        // Searching, measuring and plotting are each point's own.
        var own = plan.Points[0].Plan.Steps.Count(s => s.Stage is "Unlearn" or "Plot" || s.Id.StartsWith("Evaluate/slug", StringComparison.Ordinal));
        Assert.Equal(plan.Points[0].Plan.Steps.Count + (2 * own), plan.Steps);
        Assert.Equal(["000 to ComputeGrads", "000 to Plot", "001 to Plot", "002 to Plot"], sweep.Schedule(plan).Select(j => $"{j.Point.Name[..3]} to {j.Stage}"));
        Assert.False(Directory.Exists(Path.Combine(_folder, "results")));
    }
}
