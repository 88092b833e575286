namespace Cake.Frosting.Tests;

/// <summary>The options that every host has.</summary>
public class CommandLineTests
{
    private static readonly Type[] Tasks = [typeof(All), typeof(Compile), typeof(Restore)];

    [Fact]
    public void Tree_draws_the_dependencies_and_runs_nothing()
    {
        var run = TestRun.Of("--tree", Tasks);
        Assert.Equal(0, run.ExitCode);
        Assert.Equal("\nAll\n└─Compile\n   └─Restore\n\n", run.Console);
        Assert.Empty(run.Notes);
    }

    [Theory]
    [InlineData("--description")]
    [InlineData("--showdescriptions")]
    public void Description_lists_what_the_tasks_say_of_themselves(string option)
    {
        var run = TestRun.Of(option, Tasks);
        Assert.Equal(0, run.ExitCode);
        var lines = run.Console.TrimEnd().Split('\n').Select(line => line.TrimEnd());
        Assert.Equal(
            ["", "Task                          Description", new string('=', 80), "All", "Compile                       Compiles it all.", "Restore"],
            lines);
        Assert.Empty(run.Notes);
    }

    [Theory]
    [InlineData("--dryrun")]
    [InlineData("--whatif")]
    public void A_dry_run_lists_the_tasks_in_order_and_runs_none(string option)
    {
        var run = TestRun.Of($"--target=All {option}", Tasks);
        Assert.Equal(0, run.ExitCode);
        Assert.Matches("(?s)1. Restore.*2. Compile.*3. All", run.Log);
        Assert.Empty(run.Notes);
    }

    [Theory]
    [InlineData("--exclusive")]
    [InlineData("-e")]
    public void Exclusive_runs_the_target_alone(string option) =>
        Assert.Equal(["All"], TestRun.Of($"--target=All {option}", Tasks).Notes);

    [Theory]
    [InlineData("--target=Restore")]
    [InlineData("--target Restore")]
    [InlineData("--Target=Restore")]
    [InlineData("-t Restore")]
    public void A_target_can_be_written_in_several_ways(string arguments) => Assert.Equal(["Restore"], TestRun.Of(arguments, Tasks).Notes);

    [Fact]
    public void Several_targets_run_in_turn() =>
        Assert.Equal(["Restore", "Compile"], TestRun.Of("--target=Restore --target=Compile", Tasks).Notes.Distinct());

    [Fact]
    public void An_unknown_target_fails_the_run_and_is_named()
    {
        var run = TestRun.Of("--target=Compyle", Tasks);
        Assert.Equal(-1, run.ExitCode);
        Assert.Contains("The target 'Compyle' was not found.", run.Log);
        Assert.Empty(run.Notes);
    }

    [Theory]
    [InlineData("--speed=3", "3")]
    [InlineData("--speed 3", "3")]
    [InlineData("--speed=3 --speed=4", "3 4")]
    [InlineData("--speed=a=b", "a=b")]
    public void Arguments_that_the_host_does_not_know_reach_the_tasks(string arguments, string expected) =>
        Assert.Equal([expected], TestRun.Of($"--target=ReadsArgument {arguments}", typeof(ReadsArgument)).Notes);

    [Fact]
    public void A_word_that_follows_no_option_is_refused()
    {
        var run = TestRun.Of("Restore", Tasks);
        Assert.NotEqual(0, run.ExitCode);
        Assert.Empty(run.Notes);
    }

    [Fact]
    public void An_option_without_its_value_is_refused() => Assert.NotEqual(0, TestRun.Of("--target", Tasks).ExitCode);

    [Fact]
    public void Verbosity_decides_what_the_log_lets_through()
    {
        Assert.Equal("", TestRun.Of("--target=Restore", Tasks).Log);
        Assert.Contains("Executing task: Restore", TestRun.Of("--target=Restore --verbosity=verbose", Tasks).Log);
        Assert.Contains("Registering task: Restore", TestRun.Of("--target=Restore -v diagnostic", Tasks).Log);
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("--version")]
    [InlineData("--info")]
    public void Questions_about_the_host_run_no_task(string option)
    {
        var run = TestRun.Of($"--target=All {option}", Tasks);
        Assert.Equal(0, run.ExitCode);
        Assert.Empty(run.Notes);
    }

    [Fact]
    public void An_impossible_verbosity_is_refused()
    {
        var run = TestRun.Of("--target=All --verbosity=loud", Tasks);
        Assert.NotEqual(0, run.ExitCode);
        Assert.Empty(run.Notes);
    }

    [IsDependentOn(typeof(Compile))]
    public class All : AnnotationsTests.Noting;

    [TaskDescription("Compiles it all.")]
    [IsDependentOn(typeof(Restore))]
    public class Compile : AnnotationsTests.Noting;

    public class Restore : AnnotationsTests.Noting;

    public class ReadsArgument : FrostingTask<NotesContext>
    {
        public override void Run(NotesContext context) => context.Note(string.Join(' ', context.Arguments.GetArguments("speed")));
    }
}
