using Slug.Pipeline.Planning;
using Slug.Pipeline.Stages;

namespace Slug.Pipeline.Tests.Planning;

public sealed class PlanValidatorTests
{
    private static Step Step(string stage, Dictionary<string, ArtifactSource>? inputs = null, OutputSpec[]? outputs = null, string? subject = null, object? parameters = null) => new()
    {
        Stage = stage,
        Subject = subject,
        Version = 1,
        Parameters = parameters ?? new { },
        Inputs = inputs ?? [],
        Outputs = outputs ?? [new OutputSpec("out")],
        Run = _ => Task.CompletedTask,
    };

    private static IReadOnlyList<string> Validate(params Step[] steps) => PlanValidator.Validate(steps, Path.GetTempPath());

    [Fact]
    public void ASoundPlanHasNoProblems()
    {
        var load = Step("Load");
        Assert.Empty(Validate(load, Step("Train", new() { ["in"] = load.Output("out") })));
    }

    [Fact]
    public void UnknownReferencesAreNamed() => Assert.Equal(
        [
            "Train: input 'a' is output 'out' of Nobody, but there is no such step.",
            "Train: input 'b' is output 'other' of Load, which has only out.",
        ],
        Validate(Step("Load"), Step("Train", new() { ["a"] = new StepOutput("Nobody", "out"), ["b"] = new StepOutput("Load", "other") })));

    [Fact]
    public void DuplicatesAreNamed()
    {
        Assert.Equal(["Two steps are named Load/x."], Validate(Step("Load", subject: "x"), Step("Load", subject: "x")));
        Assert.Equal(["Load has two outputs named 'out'."], Validate(Step("Load", outputs: [new("out"), new("out")])));
        Assert.Equal(["A and B both publish to 't'."], Validate(Step("A", outputs: [new("o") { PublishAs = "t" }]), Step("B", outputs: [new("o") { PublishAs = "t" }])));
    }

    [Fact]
    public void ACycleIsNamedInFull() => Assert.Equal(
        ["The steps wait for each other in a circle: B -> C -> D -> B."],
        Validate(
            Step("A", new() { ["in"] = new StepOutput("B", "out") }),
            Step("B", new() { ["in"] = new StepOutput("C", "out") }),
            Step("C", new() { ["in"] = new StepOutput("D", "out") }),
            Step("D", new() { ["in"] = new StepOutput("B", "out") })));

    [Fact]
    public void PathsThatLeaveTheirFolderAreNamed() => Assert.Equal(2, Validate(Step("A", outputs: [new("../o") { PublishAs = "/etc/x" }])).Count);

    [Fact]
    public void MissingSourcesAndEmptyStagesAreNamed()
    {
        var problems = Validate(Step("A", new() { ["in"] = new SourcePath("no/such/file") }), Step("B", outputs: []));
        Assert.Equal([$"A: input 'in' is {Path.Combine(Path.GetTempPath(), "no/such/file")}, which does not exist.", "B has no outputs."], problems);
    }

    [Fact]
    public void ParametersWithoutCanonicalFormAreNamed() =>
        Assert.Contains("'When'", Assert.Single(Validate(Step("A", parameters: new { When = DateTime.UnixEpoch }))));

    [Fact]
    public void NothingToForceIsNamed() => Assert.Equal(
        ["Nothing to force is named 'Trian'; stages are Train; did you mean 'Train'?", "Nothing to force is named 'xyz'; stages are Train."],
        PlanValidator.Validate([Step("Train", subject: "x")], "/", new HashSet<string> { "Trian", "Train", "Train/x", "xyz" }));
}
