using Slug.Models.Training;
using static TorchSharp.torch;

namespace Slug.Models.Tests.Training;

/// <summary>libtorch's number of threads is one for the whole process: these tests put it back.</summary>
[Collection(nameof(SideBySideTests))]
[CollectionDefinition(nameof(SideBySideTests), DisableParallelization = true)]
public sealed class SideBySideTests : IDisposable
{
    private readonly int _threads = get_num_threads();

    public void Dispose() => set_num_threads(_threads);

    [Fact]
    public void Both_run_at_the_same_time_but_the_first_two()
    {
        set_num_threads(2);
        using var meeting = new Barrier(2);
        using (var both = new SideBySide())
        {
            var order = new List<int>();
            both.Run(() => order.Add(1), () => order.Add(2));
            Assert.Equal([1, 2], order);
            Meet(both);
        }

        using var warm = new SideBySide(isWarm: true);
        Meet(warm);

        void Meet(SideBySide both)
        {
            var met = new bool[2];
            both.Run(() => met[0] = meeting.SignalAndWait(TimeSpan.FromMinutes(1)), () => met[1] = meeting.SignalAndWait(TimeSpan.FromMinutes(1)));
            Assert.Equal([true, true], met);
        }
    }

    [Fact]
    public void With_one_thread_the_second_follows_the_first()
    {
        set_num_threads(1);
        using var both = new SideBySide();
        var order = new List<int>();
        both.Run(() => order.Add(1), () => order.Add(2));
        Assert.Equal([1, 2], order);
    }

    [Fact]
    public void Each_has_half_of_the_threads_and_the_caller_gets_his_back()
    {
        set_num_threads(4);
        var counts = new int[2];
        using (var both = new SideBySide(isWarm: true)) both.Run(() => counts[0] = get_num_threads(), () => counts[1] = get_num_threads());
        Assert.Equal([2, 2], counts);
        Assert.Equal(4, get_num_threads());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void What_either_throws_is_thrown_when_both_are_done_and_the_next_run_is_a_new_one(int threads)
    {
        set_num_threads(threads);
        using var both = new SideBySide(isWarm: true);
        var done = false;
        Assert.Throws<FormatException>(() => both.Run(() => done = true, () => throw new FormatException()));
        Assert.True(done);
        Assert.Throws<FormatException>(() => both.Run(() => throw new FormatException(), () => { }));
        both.Run(() => done = false, () => { });
        Assert.False(done);
    }

    [Fact]
    public void Tensors_of_either_go_with_it_unless_they_are_detached()
    {
        set_num_threads(2);
        using var both = new SideBySide(isWarm: true);
        Tensor? left = null, kept = null;
        both.Run(() => { }, () => (left, kept) = (ones(2), ones(2).DetachFromDisposeScope()));
        Assert.True(left!.IsInvalid);
        Assert.Equal(2, kept!.sum().item<float>());
        kept.Dispose();
    }
}
