using Slug.Data.Laion;

namespace Slug.Data.Tests.Laion;

public class HostGatesTests
{
    [Fact]
    public async Task Lets_so_many_through_to_each_host_and_forgets_hosts_without_requests()
    {
        var gates = new HostGates(2);
        var first = await gates.EnterAsync("a", default);
        var second = await gates.EnterAsync("A", default);
        var other = await gates.EnterAsync("b", default);
        var third = gates.EnterAsync("a", default);
        Assert.False(third.IsCompleted);
        Assert.Equal(2, gates.Count);
        first.Dispose();
        using (await third)
            second.Dispose();
        other.Dispose();
        Assert.Equal(0, gates.Count);
    }

    [Fact]
    public async Task Waiting_can_be_cancelled()
    {
        var gates = new HostGates(1);
        using var stop = new CancellationTokenSource();
        var place = await gates.EnterAsync("a", default);
        var waiting = gates.EnterAsync("a", stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        place.Dispose();
        Assert.Equal(0, gates.Count);
    }
}
