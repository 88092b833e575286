using Slug.Pipeline.Freshness;
using Slug.Pipeline.Locks;
using Slug.Pipeline.Progress;
using Spectre.Console;

namespace Slug.Pipeline.Tests.Progress;

public sealed class ReporterTests
{
    private static readonly FreshnessVerdict NeverRan = new(FreshnessState.Stale, [new NeverRan()]);

    private readonly ManualClock _clock = new();

    [Fact]
    public void PlainLinesComeWithTheTimeAndProgressNowAndThen()
    {
        var text = new StringWriter { NewLine = "\n" };
        var reporter = new PlainReporter(text, _clock);
        reporter.Started("Train", NeverRan);
        for (var second = 0; second <= 40; second++)
        {
            reporter.Progressed("Train", second * 100, 10_000, "pairs");
            _clock.Advance(1);
        }
        reporter.Waiting("Plot", new LockOwner(7, "host", "Plot", DateTimeOffset.UnixEpoch));
        reporter.Ended(new StepReport("Train", StepOutcome.Ran, NeverRan, TimeSpan.FromSeconds(41), "log"));
        Assert.Equal("""
            [12:00:15] Train: 1,500 of 10,000 pairs (15 %), 100 pairs/s, 1:25 left
            [12:00:30] Train: 3,000 of 10,000 pairs (30 %), 100 pairs/s, 1:10 left
            [12:00:41] Plot: waits for process 7 on host, which runs Plot since 00:00:00
            [12:00:41] Train  stale (never ran), ran 41.0 s, log log

            """, text.ToString(), ignoreLineEndingDifferences: true);
    }

    [Theory]
    [InlineData(10, 200.0, 40.0, true, "step 12 of 37, about 4 min left")]
    [InlineData(10, 200.0, 40.0, false, "step 12 of 37, more than 4 min left")]
    [InlineData(300, 200.0, 0.0, true, "step 12 of 37")]
    [InlineData(0, null, 0.0, false, "step 12 of 37")]
    [InlineData(0, null, 12.0, true, "step 12 of 37, more than 10 s left")]
    public void TheRunsPositionIsToldWithWhatIsKnownOfTheTimeLeft(int elapsed, double? expected, double after, bool isWhole, string said) => Assert.Equal(
        said,
        new RunPosition(12, 37, expected is { } own ? TimeSpan.FromSeconds(own) : null, TimeSpan.FromSeconds(after), isWhole).Text(TimeSpan.FromSeconds(elapsed), null));

    [Fact]
    public void LinesOfProgressTellTheRunsPosition()
    {
        var text = new StringWriter { NewLine = "\n" };
        var reporter = new PlainReporter(text, _clock);
        reporter.Placed(new RunPosition(3, 9, null, TimeSpan.FromSeconds(60), true));
        reporter.Started("Train", NeverRan);
        for (var second = 0; second <= 15; second++)
        {
            reporter.Progressed("Train", second * 100, 4_500, "pairs");
            _clock.Advance(1);
        }
        Assert.Equal("[12:00:15] Train: 1,500 of 4,500 pairs (33 %), 100 pairs/s, 30.0 s left; step 3 of 9, about 2 min left\n", text.ToString());
    }

    [Fact]
    public void OnATerminalABarShowsAndTheLineStays()
    {
        var text = new StringWriter();
        // Without the enrichers, which look at the machine's environment for known build servers.
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new WideOutput(text),
            Ansi = AnsiSupport.Yes,
            Interactive = InteractionSupport.Yes,
            Enrichment = new ProfileEnrichment { UseDefaultEnrichers = false },
        });
        var reporter = new LiveReporter(console, _clock);
        reporter.Ended(new StepReport("Load [x]", StepOutcome.Fresh, FreshnessVerdict.Fresh, TimeSpan.Zero, null));
        reporter.Started("Train", NeverRan);
        reporter.Progressed("Train", 0, 10, "pairs");
        _clock.Advance(1);
        reporter.Progressed("Train", 5, 10, "pairs");
        reporter.Ended(new StepReport("Train", StepOutcome.Ran, NeverRan, TimeSpan.FromSeconds(41), "log"));
        Assert.Contains("Load [x]  fresh", text.ToString());
        Assert.Contains("5 of 10 pairs (50 %), 5 pairs/s, 1.0 s left", text.ToString());
        Assert.Contains("Train  stale (never ran), ran 41.0 s, log log", text.ToString());
    }

    private sealed class WideOutput(TextWriter writer) : IAnsiConsoleOutput
    {
        public TextWriter Writer => writer;

        public bool IsTerminal => true;

        public int Width => 200;

        public int Height => 50;

        public void SetEncoding(System.Text.Encoding encoding) => Assert.NotNull(encoding);
    }
}
