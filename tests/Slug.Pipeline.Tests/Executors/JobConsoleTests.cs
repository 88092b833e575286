using Slug.Pipeline.Executors;
using Slug.Pipeline.Sweeps;
using Slug.Pipeline.Tests.Sweeps;
using Spectre.Console;

namespace Slug.Pipeline.Tests.Executors;

public sealed class JobConsoleTests
{
    private static readonly SweepPoint First = Points.Point(0), Second = Points.Point(1);

    private static readonly SweepJob[] Jobs =
    [
        new(0, First, "Grads", IsWhole: false),
        new(1, First, "Plot", IsWhole: true) { After = [0] },
        new(2, Second, "Plot", IsWhole: true) { After = [0] },
    ];

    private static void Tell(IJobReporter reporter)
    {
        reporter.Started(Jobs[0]);
        reporter.Said(Jobs[0], "[12:00:01] Train: 3 of 9 pairs");
        reporter.Ended(new JobReport(Jobs[0], JobOutcome.Done, TimeSpan.FromSeconds(12.34), "a.log", null));
        reporter.Started(Jobs[2]);
        reporter.Ended(new JobReport(Jobs[2], JobOutcome.Failed, TimeSpan.FromMinutes(61), "b.log", "Unlearn failed: why"));
        reporter.Told("queue: 1 running");
        reporter.Ended(new JobReport(Jobs[1], JobOutcome.Done, TimeSpan.FromSeconds(1), "a.log", null));
    }

    [Fact]
    public void EveryEventIsALineWithItsTime()
    {
        var lines = new List<string>();
        Tell(new JobConsole(lines.Add, new ManualClock(), Jobs));
        Assert.All(lines, l => Assert.Matches(@"\A\[\d\d:\d\d:\d\d\] ", l));
        Assert.Equal(
            [
                "000-point  started, up to Grads, which 1 other point needs",
                "000-point  up to Grads in 12.3 s",
                "001-point  started",
                "001-point  failed after 1:01:00 (1 of 2): Unlearn failed: why",
                "queue: 1 running",
                "000-point  done in 1.0 s (2 of 2)",
            ],
            lines.Select(l => l[11..]));
    }

    [Fact]
    public async Task OnATerminalTheSameLinesStayAndTheDisplayGoes()
    {
        var text = new LockedWriter();
        // Without the enrichers, which look at the machine's environment for known build servers.
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.Yes,
            Interactive = InteractionSupport.Yes,
            Out = new AnsiConsoleOutput(text),
            Enrichment = new ProfileEnrichment { UseDefaultEnrichers = false },
        });
        console.Profile.Width = 100;
        await using (var live = new LiveJobConsole(console, TimeProvider.System, Jobs))
        {
            live.Started(Jobs[0]);
            live.Said(Jobs[0], "[12:00:01] Train: 3 of 9 pairs");
            for (var attempt = 0; attempt < 15_000 && !text.ToString().Contains("3 of 9 pairs", StringComparison.Ordinal); attempt++)
                await Task.Delay(20);
            Assert.Contains("Train: 3 of 9 pairs", text.ToString());
            Assert.DoesNotContain("[12:00:01]", text.ToString());
            live.Ended(new JobReport(Jobs[0], JobOutcome.Done, TimeSpan.FromSeconds(12.34), "a.log", null));
        }
        Assert.Contains("000-point  up to Grads in 12.3 s", text.ToString());
    }

    /// <summary>Written to by the display's thread while the test reads it.</summary>
    private sealed class LockedWriter : StringWriter
    {
        private readonly Lock _gate = new();

        public override void Write(char value)
        {
            lock (_gate)
                base.Write(value);
        }

        public override void Write(string? value)
        {
            lock (_gate)
                base.Write(value);
        }

        public override void Write(char[] buffer, int index, int count)
        {
            lock (_gate)
                base.Write(buffer, index, count);
        }

        public override string ToString()
        {
            lock (_gate)
                return base.ToString();
        }
    }
}
