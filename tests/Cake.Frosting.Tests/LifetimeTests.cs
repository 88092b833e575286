using Cake.Core;

namespace Cake.Frosting.Tests;

/// <summary>Setup and teardown around a run and around each task.</summary>
public class LifetimeTests
{
    private static readonly Type[] Tasks = [typeof(First), typeof(Second), typeof(Broken), typeof(Skipped), typeof(AfterSkipped)];

    [Fact]
    public void Setup_and_teardown_enclose_the_run()
    {
        var run = TestRun.Of("--target=Second", host => host.UseLifetime<RunLifetime>(), Tasks);
        Assert.Equal(["setup Second of 2", "First", "Second", "teardown succeeded"], run.Notes);
    }

    [Fact]
    public void Teardown_sees_what_a_task_threw()
    {
        var run = TestRun.Of("--target=Broken", host => host.UseLifetime<RunLifetime>(), Tasks);
        Assert.Equal(-1, run.ExitCode);
        Assert.Equal(["setup Broken of 1", "teardown failed: it broke"], run.Notes);
    }

    [Fact]
    public void Setup_and_teardown_can_be_classes_of_their_own()
    {
        var run = TestRun.Of("--target=First", host => host.UseSetup<SetupOnly>().UseTeardown<TeardownOnly>(), Tasks);
        Assert.Equal(["setup", "First", "teardown"], run.Notes);
    }

    [Fact]
    public void A_dry_run_calls_setup_and_teardown_but_no_task()
    {
        var run = TestRun.Of("--target=Second --dryrun", host => host.UseLifetime<RunLifetime>().UseTaskLifetime<EachTask>(), Tasks);
        Assert.Equal(0, run.ExitCode);
        Assert.Equal(["setup Second of 2", "teardown succeeded"], run.Notes.Where(n => n.Contains("setup S") || n.StartsWith("teardown s")));
        Assert.DoesNotContain("First", run.Notes);
        Assert.DoesNotContain("Second", run.Notes);
        Assert.Contains("1. First", run.Log);
        Assert.Contains("2. Second", run.Log);
    }

    [Fact]
    public void A_task_lifetime_encloses_each_task()
    {
        var run = TestRun.Of("--target=Second", host => host.UseTaskLifetime<EachTask>(), Tasks);
        Assert.Equal(["before First", "First", "after First", "before Second", "Second", "after Second"], run.Notes);
    }

    [Fact]
    public void A_task_lifetime_sees_skipped_tasks()
    {
        var run = TestRun.Of("--target=AfterSkipped", host => host.UseTaskSetup<TaskSetupOnly>().UseTaskTeardown<TaskTeardownOnly>(), Tasks);
        Assert.Equal(["before Skipped", "after Skipped (skipped)", "before AfterSkipped", "AfterSkipped", "after AfterSkipped"], run.Notes);
    }

    [Fact]
    public void A_failing_setup_runs_no_task_and_still_tears_down()
    {
        var run = TestRun.Of("--target=First", host => host.UseSetup<FailingSetup>().UseTeardown<TeardownOnly>(), Tasks);
        Assert.Equal(-1, run.ExitCode);
        Assert.Equal(["teardown"], run.Notes);
    }

    public class First : AnnotationsTests.Noting;

    [IsDependentOn(typeof(First))]
    public class Second : AnnotationsTests.Noting;

    public class Broken : FrostingTask<NotesContext>
    {
        public override void Run(NotesContext context) => throw new InvalidOperationException("it broke");
    }

    public class Skipped : AnnotationsTests.Noting
    {
        public override bool ShouldRun(NotesContext context) => false;
    }

    [IsDependentOn(typeof(Skipped))]
    public class AfterSkipped : AnnotationsTests.Noting;

    private sealed class RunLifetime : FrostingLifetime<NotesContext>
    {
        public override void Setup(NotesContext context, ISetupContext info) =>
            context.Note($"setup {info.TargetTask.Name} of {info.TasksToExecute.Count}");

        public override void Teardown(NotesContext context, ITeardownContext info) =>
            context.Note(info.Successful ? "teardown succeeded" : $"teardown failed: {info.ThrownException.Message}");
    }

    private sealed class SetupOnly : FrostingSetup<NotesContext>
    {
        public override void Setup(NotesContext context, ISetupContext info) => context.Note("setup");
    }

    private sealed class FailingSetup : FrostingSetup<NotesContext>
    {
        public override void Setup(NotesContext context, ISetupContext info) => throw new InvalidOperationException("no");
    }

    private sealed class TeardownOnly : FrostingTeardown<NotesContext>
    {
        public override void Teardown(NotesContext context, ITeardownContext info) => context.Note("teardown");
    }

    private sealed class EachTask : FrostingTaskLifetime<NotesContext>
    {
        public override void Setup(NotesContext context, ITaskSetupContext info) => context.Note($"before {info.Task.Name}");

        public override void Teardown(NotesContext context, ITaskTeardownContext info) => context.Note($"after {info.Task.Name}");
    }

    private sealed class TaskSetupOnly : FrostingTaskSetup<NotesContext>
    {
        public override void Setup(NotesContext context, ITaskSetupContext info) => context.Note($"before {info.Task.Name}");
    }

    private sealed class TaskTeardownOnly : FrostingTaskTeardown<NotesContext>
    {
        public override void Teardown(NotesContext context, ITaskTeardownContext info) =>
            context.Note($"after {info.Task.Name}{(info.Skipped ? " (skipped)" : "")}");
    }
}
