using System.Runtime.ExceptionServices;
using Slug.Experiments.Configuration;
using Slug.Experiments.Graph;
using Slug.Experiments.Results;
using Slug.Figures.Tables;
using Slug.Pipeline.Configuration;
using Slug.Pipeline.Execution;
using Slug.Pipeline.Executors;
using Slug.Pipeline.Sweeps;

namespace Slug.Experiments.Sweeps;

/// <summary>A sweep that was read and found to make sense, point by point, before anything runs.</summary>
public sealed class SweepRun
{
    private readonly SweepDefinition _definition;
    private readonly IReadOnlyList<Experiment> _experiments;

    private SweepRun(SweepDefinition definition, IReadOnlyList<Experiment> experiments) => (_definition, _experiments) = (definition, experiments);

    /// <summary>The sweep's name.</summary>
    public string Name => _definition.Name;

    /// <summary>The config's path.</summary>
    public string ConfigPath => _definition.Run.ConfigPath;

    /// <summary>The files that the points need and that are not there, each once.</summary>
    public IReadOnlyList<ConfigProblem> MissingFiles => [.. _experiments.SelectMany(e => e.MissingFiles).Distinct()];

    /// <summary>What the config expects stages to take, point by point.</summary>
    public IReadOnlyList<IReadOnlyDictionary<string, StageEstimate>> Estimates => [.. _experiments.Select(e => e.Estimates)];

    /// <summary>How many pictures a step of the Generate stage makes, point by point; null where it makes none.</summary>
    public IReadOnlyList<Func<string, int?>> PicturesOf => [.. _experiments.Select(e => (Func<string, int?>)e.PicturesOf)];

    /// <summary>The points.</summary>
    public IReadOnlyList<SweepPoint> Points => _definition.Points;

    /// <summary>What a point asks of a cluster.</summary>
    public ClusterOptions Cluster => _experiments[0].Settings.Cluster;

    /// <summary>The folder of the sweep's table, logs and points.</summary>
    public string ResultsFolder => Path.Combine(_definition.Run.ResultsPath, Name);

    /// <summary>Whether a config has a sweep.</summary>
    /// <param name="run">Which config, with which overrides.</param>
    /// <exception cref="ConfigurationException">The config cannot be read.</exception>
    public static bool IsSweep(RunOptions run) => SweepDefinition.Has(ConfigReader.Read(run.ConfigPath, run.Overrides));

    /// <summary>Reads a sweep and checks every point of it.</summary>
    /// <param name="run">Which config, and how it is run.</param>
    /// <exception cref="ConfigurationException">Every mistake of every point, or the config has no sweep.</exception>
    public static SweepRun Open(RunOptions run)
    {
        var root = ConfigReader.Read(run.ConfigPath, run.Overrides);
        if (!SweepDefinition.Has(root))
            throw new ConfigurationException(new ConfigOrigin($"--config={run.ConfigPath}", 0), "it has no section 'sweep', so there is nothing to sweep over; configs/sweeps/ holds examples");
        var definition = SweepDefinition.Of(root, run);
        return new SweepRun(definition, definition.LoadAll());
    }

    /// <summary>What a run would do, point by point. Runs nothing.</summary>
    /// <param name="stages">The stages of interest with all that they need; null for all.</param>
    /// <param name="planOnly">Whether nothing is going to be run, so that files may be missing.</param>
    /// <exception cref="ConfigurationException">The graph of a point cannot be run.</exception>
    public SweepPlan Plan(IReadOnlySet<string>? stages = null, bool planOnly = false)
    {
        // A share of the points for each core, each with a view of the store of its own: one that is opened anew for every plan, for what
        // it remembers is outdated once points have run.
        var share = Math.Max(1, (Points.Count + Environment.ProcessorCount - 1) / Environment.ProcessorCount);
        try
        {
            return new SweepPlan([.. Points.Zip(_experiments).Chunk(share).AsParallel().AsOrdered().SelectMany(points => Plan(points, stages, planOnly))]);
        }
        catch (AggregateException failures)
        {
            var inner = failures.Flatten().InnerExceptions;
            if (inner.OfType<ConfigurationException>().SelectMany(e => e.Problems).Distinct().ToList() is { Count: > 0 } problems)
                throw new ConfigurationException(problems);
            ExceptionDispatchInfo.Throw(inner[0]);
            throw;
        }
    }

    private List<PlannedPoint> Plan((SweepPoint Point, Experiment Experiment)[] points, IReadOnlySet<string>? stages, bool planOnly)
    {
        using var workspace = new Workspace(_definition.Run.CachePath, TimeProvider.System);
        var planned = new List<PlannedPoint>();
        foreach (var (point, experiment) in points)
        {
            using var run = ExperimentRun.Open(experiment, workspace: workspace, planOnly: planOnly);
            planned.Add(new PlannedPoint(point, run.Plan(stages)));
        }
        return planned;
    }

    /// <summary>The jobs that bring all points up to date, and their results into the results folder.</summary>
    /// <param name="plan">The plan.</param>
    public IReadOnlyList<SweepJob> Schedule(SweepPlan plan) =>
        SweepSchedule.Of(plan, StageNames.Plot, point => !File.Exists(PlotStage.TablePath(Path.Combine(ResultsFolder, "points", point.Name))));

    /// <summary>The table that compares the points: with their metrics those that are up to date, the others with how they ended.</summary>
    /// <param name="plan">The plan after the run.</param>
    /// <param name="reports">What became of the points that ran.</param>
    public SweepTable Table(SweepPlan plan, IReadOnlyList<JobReport> reports)
    {
        using var workspace = new Workspace(_definition.Run.CachePath, TimeProvider.System);
        var failed = reports.Where(r => r.Outcome == JobOutcome.Failed).Select(r => r.Job.Point).ToHashSet();
        var paths = SweepValues.Paths(Points);
        return new SweepTable(Name, paths, [.. plan.Points.Zip(_experiments, (planned, experiment) =>
        {
            var values = paths.Select(path => SweepValues.Find(_definition.Base, planned.Point, path)).ToList();
            if (!planned.Plan.IsAllFresh)
                return new SweepRow(planned.Point.Name, failed.Contains(planned.Point) ? SweepRowState.Failed : SweepRowState.NotRun, values, []);
            using var run = ExperimentRun.Open(experiment with { Run = experiment.Run with { Force = new HashSet<string>() } }, workspace: workspace);
            // A point that did not forget has failed, and has its metrics nevertheless.
            if (PlotStage.Verdict(run) is { IsSuccess: false })
                return new SweepRow(planned.Point.Name, SweepRowState.NotForgotten, values, RunMetrics.Of(run).Means) { MayFail = experiment.Options.MayFail };
            return failed.Contains(planned.Point)
                ? new SweepRow(planned.Point.Name, SweepRowState.Failed, values, [])
                : new SweepRow(planned.Point.Name, SweepRowState.Done, values, RunMetrics.Of(run).Means);
        })]);
    }

    /// <summary>
    /// Of a sweep over requests of several kinds (UnlearnCanvas' styles and objects) the table of each kind: every request that has a result, the means of the methods, and
    /// what publications report.
    /// </summary>
    /// <param name="plan">The plan after the run.</param>
    public IReadOnlyList<RequestKind> Kinds(SweepPlan plan)
    {
        using var workspace = new Workspace(_definition.Run.CachePath, TimeProvider.System);
        var points = plan.Points.Zip(_experiments, (planned, experiment) =>
        {
            (string? Kind, Experiment Experiment, IReadOnlyList<ResultRow>? Rows) none = (experiment.Kind, experiment, null);
            if (experiment.Kind is null || !planned.Plan.IsAllFresh) return none;
            using var run = ExperimentRun.Open(experiment with { Run = experiment.Run with { Force = new HashSet<string>() } }, workspace: workspace);
            return run.Find(StageNames.Plot, PlotStage.Report) is { } report ? none with { Rows = PlotStage.RowsOf(report) } : none;
        }).ToList();
        return
        [
            .. points.Where(p => p.Kind is not null).GroupBy(p => p.Kind!, StringComparer.Ordinal).Select(kind => new RequestKind(
                kind.Key,
                ResultRows.Together(kind.Select(p => p.Rows).OfType<IReadOnlyList<ResultRow>>(), kind.First().Experiment.Published),
                kind.Count(p => p.Rows is not null), kind.Count())),
        ];
    }

    /// <summary>What became of all points once a run has ended: what was forced has run, and counts no more.</summary>
    public SweepPlan PlanAfter() => new SweepRun(
        _definition, [.. _experiments.Select(e => e with { Run = e.Run with { Force = new HashSet<string>() } })]).Plan();
}
