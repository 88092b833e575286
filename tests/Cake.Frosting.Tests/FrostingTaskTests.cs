namespace Cake.Frosting.Tests;

/// <summary>What each overridable method of a task does to a run.</summary>
public class FrostingTaskTests
{
    [Fact]
    public void Runs_the_target_with_the_hosts_context()
    {
        var run = TestRun.Of("--target=Simple", typeof(Simple));
        Assert.Equal(0, run.ExitCode);
        Assert.Equal(["run"], run.Notes);
    }

    [Fact]
    public void Waits_for_asynchronous_work()
    {
        var run = TestRun.Of("--target=Slow", typeof(Slow), typeof(AfterSlow));
        Assert.Equal(["begin", "end"], run.Notes);
        Assert.Equal(["begin", "end", "after"], TestRun.Of("--target=AfterSlow", typeof(Slow), typeof(AfterSlow)).Notes);
    }

    [Fact]
    public void A_failure_of_asynchronous_work_fails_the_run()
    {
        var run = TestRun.Of("--target=SlowFailure", typeof(SlowFailure));
        Assert.Equal(-1, run.ExitCode);
        Assert.Contains("late and wrong", run.Log);
    }

    [Fact]
    public void A_failure_stops_the_run_with_minus_one()
    {
        var run = TestRun.Of("--target=AfterFailing", typeof(Failing), typeof(AfterFailing));
        Assert.Equal(-1, run.ExitCode);
        Assert.Empty(run.Notes);
        Assert.Contains("it broke", run.Log);
    }

    [Fact]
    public void A_dependency_that_should_not_run_is_skipped()
    {
        var run = TestRun.Of("--target=AfterUnwanted --verbosity=verbose", typeof(Unwanted), typeof(AfterUnwanted));
        Assert.Equal(0, run.ExitCode);
        Assert.Equal(["after"], run.Notes);
        Assert.Contains("Skipping task: Unwanted", run.Log);
    }

    [Fact]
    public void A_target_that_should_not_run_fails_the_run()
    {
        var run = TestRun.Of("--target=Unwanted", typeof(Unwanted));
        Assert.Equal(-1, run.ExitCode);
        Assert.Contains("Could not reach target 'Unwanted'", run.Log);
    }

    [Fact]
    public void OnError_swallows_the_failure()
    {
        var run = TestRun.Of("--target=Handled", typeof(Handled));
        Assert.Equal(0, run.ExitCode);
        Assert.Equal(["handled it broke"], run.Notes);
    }

    [Fact]
    public void ContinueOnError_goes_on_to_the_next_task()
    {
        var run = TestRun.Of("--target=AfterForgiven", typeof(Forgiven), typeof(AfterForgiven));
        Assert.Equal(0, run.ExitCode);
        Assert.Equal(["after"], run.Notes);
    }

    [Fact]
    public void OnError_beside_ContinueOnError_cannot_be_registered()
    {
        var run = TestRun.Of("--target=Overcautious", typeof(Overcautious));
        Assert.Equal(-1, run.ExitCode);
        Assert.Contains("error handler", run.Log);
        Assert.Empty(run.Notes);
    }

    [Theory]
    [InlineData("Tidy", 0, "run")]
    [InlineData("TidyFailing", -1, null)]
    public void Finally_runs_after_success_and_failure(string target, int exitCode, string? before)
    {
        var run = TestRun.Of($"--target={target}", typeof(Tidy), typeof(TidyFailing));
        Assert.Equal(exitCode, run.ExitCode);
        Assert.Equal(before is null ? ["finally"] : [before, "finally"], run.Notes);
    }

    [Fact]
    public void A_task_for_another_context_is_left_out_with_a_warning()
    {
        var run = TestRun.Of("--target=Simple", typeof(Simple), typeof(Foreign));
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("Warning:", run.Log);
        Assert.Contains(nameof(ForeignContext), run.Log);
        Assert.Equal(-1, TestRun.Of("--target=Foreign", typeof(Foreign)).ExitCode);
    }

    public class Simple : FrostingTask<NotesContext>
    {
        public override void Run(NotesContext context) => context.Note("run");
    }

    public class Slow : AsyncFrostingTask<NotesContext>
    {
        public override async Task RunAsync(NotesContext context)
        {
            context.Note("begin");
            await Task.Delay(20);
            context.Note("end");
        }
    }

    [IsDependentOn(typeof(Slow))]
    public class AfterSlow : FrostingTask<NotesContext>
    {
        public override void Run(NotesContext context) => context.Note("after");
    }

    public class SlowFailure : AsyncFrostingTask<NotesContext>
    {
        public override async Task RunAsync(NotesContext context)
        {
            await Task.Yield();
            throw new InvalidOperationException("late and wrong");
        }
    }

    public class Failing : FrostingTask<NotesContext>
    {
        public override void Run(NotesContext context) => throw new InvalidOperationException("it broke");
    }

    [IsDependentOn(typeof(Failing))]
    public class AfterFailing : FrostingTask<NotesContext>
    {
        public override void Run(NotesContext context) => context.Note("after");
    }

    public class Unwanted : FrostingTask<NotesContext>
    {
        public override bool ShouldRun(NotesContext context) => false;

        public override void Run(NotesContext context) => context.Note("unwanted");
    }

    [IsDependentOn(typeof(Unwanted))]
    public class AfterUnwanted : FrostingTask<NotesContext>
    {
        public override void Run(NotesContext context) => context.Note("after");
    }

    public class Handled : FrostingTask<NotesContext>
    {
        public override void Run(NotesContext context) => throw new InvalidOperationException("it broke");

        public override void OnError(Exception exception, NotesContext context) => context.Note($"handled {exception.Message}");
    }

    [ContinueOnError]
    public class Forgiven : FrostingTask<NotesContext>
    {
        public override void Run(NotesContext context) => throw new InvalidOperationException("it broke");
    }

    [IsDependentOn(typeof(Forgiven))]
    public class AfterForgiven : FrostingTask<NotesContext>
    {
        public override void Run(NotesContext context) => context.Note("after");
    }

    [ContinueOnError]
    internal class Overcautious : FrostingTask<NotesContext>
    {
        public override void Run(NotesContext context) => context.Note("run");

        public override void OnError(Exception exception, NotesContext context) => context.Note("handled");
    }

    public class Tidy : FrostingTask<NotesContext>
    {
        public override void Run(NotesContext context) => context.Note("run");

        public override void Finally(NotesContext context) => context.Note("finally");
    }

    public class TidyFailing : FrostingTask<NotesContext>
    {
        public override void Run(NotesContext context) => throw new InvalidOperationException("it broke");

        public override void Finally(NotesContext context) => context.Note("finally");
    }

    public class ForeignContext(Cake.Core.ICakeContext context) : FrostingContext(context);

    public class Foreign : FrostingTask<ForeignContext>
    {
        public override void Run(ForeignContext context) => throw new InvalidOperationException("must not run");
    }
}
