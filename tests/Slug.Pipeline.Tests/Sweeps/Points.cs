using Slug.Pipeline.Execution;
using Slug.Pipeline.Stages;
using Slug.Pipeline.Sweeps;
using Slug.Pipeline.Tests.Execution;

namespace Slug.Pipeline.Tests.Sweeps;

/// <summary>Points of synthetic sweeps: a model that some share, gradients of their own and one that all of a model share.</summary>
internal static class Points
{
    /// <summary>The steps of a point that shares <c>Train</c> and <c>Retain</c> with those of the same model, and <c>Original</c> too.</summary>
    public static IReadOnlyList<Step> Steps(Bed bed, int model, string concept)
    {
        var train = bed.Step("Train", new { model });
        var retain = bed.Step("Grads", new { kind = "retain" }, "retain", new() { ["model"] = train.Output("out.txt") });
        var forget = bed.Step("Grads", new { concept }, "forget", new() { ["model"] = train.Output("out.txt") });
        var unlearn = bed.Step("Unlearn", new { }, concept, new() { ["retain"] = retain.Output("out.txt"), ["forget"] = forget.Output("out.txt") });
        var original = bed.Step("Evaluate", new { }, "original", new() { ["model"] = train.Output("out.txt") });
        var after = bed.Step("Evaluate", new { }, "unlearned", new() { ["update"] = unlearn.Output("out.txt") });
        var plot = bed.Step("Plot", new { concept }, inputs: new() { ["a"] = original.Output("out.txt"), ["b"] = after.Output("out.txt") });
        return [train, retain, forget, unlearn, original, after, plot];
    }

    public static SweepPlan Plan(Bed bed, Workspace workspace, IReadOnlySet<string>? force, params (int Model, string Concept)[] points) => new([.. points.Select((p, i) =>
    {
        var steps = Steps(bed, p.Model, p.Concept);
        using var engine = new Engine(Options(bed, i, steps) with { Force = force ?? new HashSet<string>() }, workspace);
        return new PlannedPoint(Point(i), engine.Plan());
    })]);

    public static EngineOptions Options(Bed bed, int index, IReadOnlyList<Step> steps) => bed.Options([.. steps]) with { Experiment = $"sweep/{index}" };

    public static SweepPoint Point(int index) => new(index, $"{index:000}-point", []);

    /// <summary>A line a job: <c>0: 000-point to Grads, after 1</c>.</summary>
    public static string Text(IEnumerable<SweepJob> jobs) => string.Join('\n', jobs.Select(j =>
        $"{j.Number}: {j.Point.Index} {(j.IsWhole ? "whole" : $"to {j.Stage}")}{(j.After.Count > 0 ? $", after {string.Join(' ', j.After)}" : "")}{(j.Force.Count > 0 ? $", forcing {string.Join(' ', j.Force)}" : "")}"));
}
