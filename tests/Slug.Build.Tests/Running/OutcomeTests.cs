using Cake.Core;
using Slug.Build.CommandLine;
using Slug.Build.Running;
using Slug.Pipeline.Configuration;
using Slug.Pipeline.Execution;

namespace Slug.Build.Tests.Running;

/// <summary>What the user is told at the end, and the exit code.</summary>
public sealed class OutcomeTests : IDisposable
{
    private readonly Interrupt _interrupt = Interrupt.Listen(isPoint: false);

    public void Dispose() => _interrupt.Dispose();

    [Fact]
    public void Nothing_wrong_is_0_and_silent() => Assert.Equal((0, ""), Conclude(_ => { }));

    [Fact]
    public void A_concept_that_is_not_forgotten_is_1() => Assert.Equal(
        (1, "error: not forgotten: rocket, panda face. With unlearn.allowFailure: true such a run counts as done.\n"),
        Conclude(outcome => outcome.Miss(["rocket", "panda face"])));

    [Fact]
    public void A_wrong_config_is_2_with_every_problem()
    {
        var problems = new ConfigurationException(
            [new(new("configs/a.yaml", 3), "unknown key 'x'"), new(new("configs/a.yaml", 7), "must be a number")]);
        Assert.Equal(
            (2, "error: configs/a.yaml:3: unknown key 'x'\nerror: configs/a.yaml:7: must be a number\nNothing was run. Correct the config and type the same command again.\n"),
            Conclude(outcome => outcome.Fail(new CakeReportException(new CakeReport(), "wrapped", problems))));
    }

    [Fact]
    public void A_failed_step_is_1_and_says_where_it_happened()
    {
        var (exitCode, text) = Conclude(outcome =>
        {
            outcome.Task = "Pretrain";
            outcome.Fail(new StepFailedException("Pretrain", "results/a/logs/Pretrain.log", new IOException("disk full")));
        });
        Assert.Equal(1, exitCode);
        Assert.StartsWith("error: Pretrain failed: disk full (log results/a/logs/Pretrain.log)\n", text);
        Assert.DoesNotContain("   at ", text);
    }

    [Fact]
    public void Any_other_failure_names_its_task()
    {
        var (exitCode, text) = Conclude(outcome =>
        {
            outcome.Task = "Status";
            outcome.Fail(new InvalidOperationException("no"));
        });
        Assert.Equal(1, exitCode);
        Assert.StartsWith("error: Status: no\n", text);
    }

    [Fact]
    public void Diagnostic_shows_the_stack_trace()
    {
        var (_, text) = Conclude(outcome => outcome.Fail(Thrown()), new HostOptions { Diagnostic = true });
        Assert.Contains(nameof(Thrown), text);
    }

    [Fact]
    public void A_failure_that_was_told_already_adds_nothing() =>
        Assert.Equal((1, ""), Conclude(outcome => outcome.Fail(new ReportedFailureException("Tests failed."))));

    [Fact]
    public void An_error_that_only_Cake_saw_is_not_lost()
    {
        var (exitCode, text) = Conclude(outcome => outcome.Note("A task could not be made."));
        Assert.Equal(1, exitCode);
        Assert.StartsWith("error: A task could not be made.\n", text);
    }

    private (int ExitCode, string Text) Conclude(Action<Outcome> happen, HostOptions? options = null)
    {
        var outcome = new Outcome(_interrupt, options ?? new HostOptions());
        happen(outcome);
        var text = new StringWriter();
        return (outcome.Conclude(text), text.ToString());
    }

    private static Exception Thrown()
    {
        try
        {
            throw new InvalidOperationException("no");
        }
        catch (InvalidOperationException exception)
        {
            return exception;
        }
    }
}
