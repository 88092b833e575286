namespace Slug.Data.Tests;

public class ParallelWorkTests
{
    [Fact]
    public void The_first_failure_is_thrown_as_it_was_whichever_came_first()
    {
        using var later = new ManualResetEventSlim();
        var error = Assert.Throws<InvalidDataException>(() => ParallelWork.For(2, i =>
        {
            if (i == 0)
                later.Wait(TimeSpan.FromSeconds(2));
            else
                later.Set();
            throw new InvalidDataException($"failure {i}");
        }));
        Assert.Equal("failure 0", error.Message);
    }

    [Fact]
    public void All_work_is_done_once()
    {
        var done = new int[1000];
        ParallelWork.For(done.Length, i => Interlocked.Increment(ref done[i]));
        Assert.All(done, count => Assert.Equal(1, count));
    }

    [Fact]
    public void It_can_be_stopped()
    {
        using var stop = new CancellationTokenSource();
        Assert.ThrowsAny<OperationCanceledException>(() => ParallelWork.For(1_000_000, _ => stop.Cancel(), stop.Token));
    }
}
