using Slug.Pipeline.Configuration;
using Slug.Pipeline.Sweeps;

namespace Slug.Pipeline.Tests.Sweeps;

public sealed class SweepExpansionTests
{
    private static (IReadOnlyList<SweepPoint> Points, string Problems) Expand(string yaml)
    {
        var problems = new List<ConfigProblem>();
        var node = ConfigReader.Parse(yaml, "sweep.yaml", problems);
        Assert.Empty(problems);
        var points = SweepExpansion.Expand(node!, problems);
        return (points, string.Join('\n', problems));
    }

    private static string Names(string yaml)
    {
        var (points, problems) = Expand(yaml);
        Assert.Equal("", problems);
        return string.Join(' ', points.Select(p => p.Name));
    }

    [Fact]
    public void AGridCombinesEveryValueAndTheLastVariesFastest() => Assert.Equal(
        "000-iterations=8,scale=0.1 001-iterations=8,scale=0.2 002-iterations=10,scale=0.1 003-iterations=10,scale=0.2",
        Names("grid:\n  unlearn.search.iterations: [8, 10]\n  unlearn.search.scale: [0.1, 0.2]"));

    [Fact]
    public void AZipWalksInStep() => Assert.Equal("000-lr=1,n=3 001-lr=2,n=4", Names("zip:\n  a.lr: [1, 2]\n  a.n: [3, 4]"));

    [Fact]
    public void AListGivesWholePoints() => Assert.Equal("000-x=1 001-x=2,y=3", Names("list:\n  - a.x: 1\n  - { a.x: 2, a.y: 3 }"));

    [Fact]
    public void SeveralPartsMeetEachOther() => Assert.Equal(
        "000-g=1,z=1,l=1 001-g=1,z=1,l=2 002-g=1,z=2,l=1 003-g=1,z=2,l=2",
        Names("grid: { a.g: [1] }\nzip: { a.z: [1, 2] }\nlist: [{ a.l: 1 }, { a.l: 2 }]"));

    [Fact]
    public void ValuesMayBeListsAndNamesAreFitForFolders()
    {
        var (points, _) = Expand("grid:\n  unlearn.concepts: [[tiger face, rocket], [panda]]");
        Assert.Equal(["000-concepts=tiger_face+rocket", "001-concepts=panda"], points.Select(p => p.Name));
        var set = Assert.Single(points[0].Overrides);
        Assert.Equal(["unlearn", "concepts"], set.Path);
        Assert.Equal(2, Assert.IsType<ConfigSequence>(set.Value).Items.Count);
    }

    [Theory]
    [InlineData("grid: { seed: [1, 1] }", "sweep.yaml:1: points 0 and 1 of the sweep are the same (seed: 1); name each value once")]
    [InlineData("grid:\n  a.lr: [5e-4, 1e-3, 0.0005]\n  a.n: [1, 2]", "points 0 and 4 of the sweep are the same (a.lr: 0.0005, a.n: 1)")]
    [InlineData("list:\n  - { a: 1, b: [x, y] }\n  - { a: 1 }\n  - { b: [x, y], a: 1 }", "sweep.yaml:4: points 0 and 2 of the sweep are the same")]
    [InlineData("zip: { a: [1, 1], b: [2, 2] }", "points 0 and 1 of the sweep are the same (a: 1, b: 2)")]
    public void EqualPointsAreAMistake(string yaml, string problem)
    {
        var (points, problems) = Expand(yaml);
        Assert.Empty(points);
        Assert.Contains(problem, problems);
    }

    [Fact]
    public void PointsThatOnlyLookAlikeAreNot() => Assert.Equal(2, Expand("grid: { a: ['1', 1] }").Points.Count);

    [Fact]
    public void AllMistakesComeAtOnceWithTheirLines()
    {
        var (points, problems) = Expand("""
            gird: { a: [1] }
            grid:
              a.x: 5
              a.y: []
              .b: [1]
            zip:
              c.x: [1, 2]
              c.y: [1]
            list:
              - 7
            """);
        Assert.Empty(points);
        Assert.Equal("""
            sweep.yaml:1: unknown key 'sweep.gird'; a sweep has grid, zip, list
            sweep.yaml:3: sweep.grid 'a.x' needs a list of at least one value
            sweep.yaml:4: sweep.grid 'a.y' needs a list of at least one value
            sweep.yaml:5: '.b' is not a path into the config, such as unlearn.search.iterations
            sweep.yaml:8: sweep.zip 'c.y' has 1 values where 'c.x' has 2; they are walked in step
            sweep.yaml:10: a point of sweep.list must be a mapping of paths to values
            """, problems, ignoreLineEndingDifferences: true);
    }

    [Theory]
    [InlineData("grid: { a.x: [1] }\nlist: [{ a.x: 2 }]", "'a.x' is set by two parts of the sweep")]
    [InlineData("grid: { a: [1] }\nzip: { a.x: [2] }", "'a' and 'a.x' are set by two parts of the sweep")]
    [InlineData("list: []", "the sweep has 0 points; it must have 1 to 10,000")]
    [InlineData("7", "sweep needs at least one of grid, zip and list")]
    public void WhatCannotBeIsRefused(string yaml, string problem)
    {
        var (points, problems) = Expand(yaml);
        Assert.Empty(points);
        Assert.Contains(problem, problems);
    }

    [Fact]
    public void TooManyPointsAreRefusedBeforeTheyAreMade()
    {
        var values = string.Join(", ", Enumerable.Range(0, 100));
        var (points, problems) = Expand($"grid:\n  a.x: [{values}]\n  a.y: [{values}]\n  a.z: [{values}]");
        Assert.Empty(points);
        Assert.Contains("the sweep has 1,000,000 points", problems);
        Assert.Equal(10_000, Expand($"grid:\n  a.x: [{values}]\n  a.y: [{values}]").Points.Count);
    }
}
