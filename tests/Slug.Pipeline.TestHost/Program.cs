using System.Globalization;
using Slug.Pipeline.Execution;
using Slug.Pipeline.Planning;
using Slug.Pipeline.Progress;
using Slug.Pipeline.Store;
using Slug.Pipeline.TestHost;

// Slug.Pipeline.TestHost ROOT PAUSE_MS EXPERIMENT WITNESS GATE (the last two may be empty): runs the synthetic graph with its cache and results under ROOT.
var root = args[0];
var pause = TimeSpan.FromMilliseconds(double.Parse(args[1], CultureInfo.InvariantCulture));
var experiment = args[2];
var graph = new SyntheticGraph(pause, args[3] is { Length: > 0 } witness ? witness : null, args[4] is { Length: > 0 } gate ? gate : null);
try
{
    using var engine = new Engine(new EngineOptions
    {
        CacheFolder = Path.Combine(root, "cache"),
        ResultsFolder = Path.Combine(root, "results"),
        RepositoryRoot = root,
        Experiment = experiment,
        Steps = graph.Steps(),
        Reporter = new PlainReporter(Console.Out, TimeProvider.System),
    });
    Console.WriteLine("ready");
    await engine.RunAllAsync().ConfigureAwait(false);
    Console.WriteLine("done");
    return 0;
}
catch (Exception e) when (e is StoreException or StepFailedException or PlanException)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}
