namespace Cake.Frosting.Tests;

/// <summary>Names, descriptions and the order that the dependency attributes ask for.</summary>
public class AnnotationsTests
{
    private static readonly Type[] Diamond = [typeof(Top), typeof(Left), typeof(Right), typeof(Bottom), typeof(Lint)];

    [Fact]
    public void Dependencies_run_first_once_and_in_the_order_written()
    {
        var run = TestRun.Of("--target=Top", typeof(Top), typeof(Left), typeof(Right), typeof(Bottom));
        Assert.Equal(["Bottom", "Right", "Left", "Top"], run.Notes);
    }

    [Fact]
    public void A_dependee_names_the_task_that_it_goes_before() =>
        Assert.Equal(["Bottom", "Right", "Lint", "Left", "Top"], TestRun.Of("--target=Top", Diamond).Notes);

    [Fact]
    public void A_task_is_called_by_the_name_it_was_given()
    {
        Assert.Equal(0, TestRun.Of("--target=Good-Name", typeof(BadlyNamed)).ExitCode);
        Assert.Equal(-1, TestRun.Of("--target=BadlyNamed", typeof(BadlyNamed)).ExitCode);
    }

    [Fact]
    public void Names_are_compared_without_case() => Assert.Equal(["Bottom"], TestRun.Of("--target=bOTTOM", Diamond).Notes);

    [Fact]
    public void A_dependency_that_is_no_task_is_refused()
    {
        var run = TestRun.Of("--target=Confused", typeof(Confused));
        Assert.Equal(-1, run.ExitCode);
        Assert.Contains("String", run.Log);
    }

    [Fact]
    public void A_dependency_that_is_not_registered_is_refused()
    {
        var run = TestRun.Of("--target=Top", typeof(Top));
        Assert.Equal(-1, run.ExitCode);
        Assert.Contains("Right", run.Log);
    }

    public abstract class Noting : FrostingTask<NotesContext>
    {
        public override void Run(NotesContext context) => context.Note(GetType().Name);
    }

    [IsDependentOn(typeof(Right))]
    [IsDependentOn(typeof(Left))]
    public class Top : Noting;

    [IsDependentOn(typeof(Bottom))]
    public class Left : Noting;

    [IsDependentOn(typeof(Bottom))]
    public class Right : Noting;

    public class Bottom : Noting;

    [IsDependeeOf(typeof(Left))]
    public class Lint : Noting;

    [TaskName("Good-Name")]
    public class BadlyNamed : FrostingTask;

    [IsDependentOn(typeof(string))]
    internal class Confused : FrostingTask;
}
