using Slug.Evaluation.Incremental;
using Slug.Models.Clip;
using static TorchSharp.torch;

namespace Slug.Unlearning.Tests.StepSearch;

public sealed class TailEncoderTests : IDisposable
{
    private const int Blocks = 12, Rows = 5, Width = 8, Parts = 2;
    private const long StreamBytes = Parts * Rows * 3 * Width * sizeof(float);
    private readonly string _folder = Directory.CreateTempSubdirectory("slug-tail-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>A tower whose blocks each add a number to the stream, and are counted.</summary>
    private sealed class CountedTower : ITower
    {
        public int BlockCount => Blocks;

        /// <summary>Blocks that were run, on a part each.</summary>
        public int Runs { get; private set; }

        public int Embeds { get; private set; }

        public Tensor Embed(Tensor input)
        {
            if (input.shape[0] == Rows) Embeds++;
            return input.unsqueeze(1).expand(-1, 3, -1).contiguous();
        }

        public Tensor FinishAtPooled(Tensor stream, Tensor input) => Project(RunBlocks(stream, BlockCount - 1, BlockCount), input);

        public Tensor RunBlocks(Tensor stream, int from, int to)
        {
            Runs += to - from;
            using var scope = NewDisposeScope();
            var result = stream.alias();
            for (var k = from; k < to; k++) result = result.mul(0.9f).add(k * 0.1f);
            return result.MoveToOuterDisposeScope();
        }

        public Tensor Project(Tensor stream, Tensor input) => stream.select(1, 0);
    }

    /// <summary>Visits every depth, deepest first, two steps each, and returns the features; the blocks that the steps themselves need are subtracted.</summary>
    private static (int WalkedBlocks, CountedTower Tower, byte[] Features) Visit(ActivationStore store, IEnumerable<int>? order = null)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(3);
        var tower = new CountedTower();
        Tensor[] parts = [.. Enumerable.Range(0, Parts).Select(_ => randn([Rows, Width], generator: generator))];
        var encoder = new TailEncoder(tower, parts, Enumerable.Range(0, Blocks + 1), store);
        var features = new SortedDictionary<int, byte[]> { [Blocks + 1] = encoder.Encode(encoder.Deepest).bytes.ToArray() };
        var needed = 0;
        foreach (var depth in order ?? Enumerable.Range(0, Blocks + 1).Reverse())
        {
            for (var step = 0; step < 2; step++)
            {
                features[depth] = encoder.Encode(depth).bytes.ToArray();
                needed += Parts * (Blocks - depth);
            }
        }

        encoder.Release();
        Assert.Equal(0, store.Held);
        Assert.InRange(store.Peak, 0, store.Limit);
        return (tower.Runs - needed, tower, [.. features.Values.SelectMany(f => f)]);
    }

    [Fact]
    public void Where_everything_fits_the_inputs_are_read_once()
    {
        var (walked, tower, features) = Visit(new ActivationStore());
        // All parts' rows, at every depth and once more at the deepest.
        Assert.Equal((Blocks + 2) * Parts * Rows * Width * sizeof(float), features.Length);
        Assert.Equal(Parts * Blocks, walked);
        Assert.Equal(Parts, tower.Embeds);
    }

    [Theory]
    [InlineData(6, 2)]
    [InlineData(4, 2)]
    [InlineData(3, 3)]
    [InlineData(2, 4)]
    public void Few_streams_are_walked_back_in_few_passes(int streams, int passes)
    {
        var everything = Visit(new ActivationStore()).Features;
        var (walked, _, features) = Visit(new ActivationStore { Limit = streams * StreamBytes });
        Assert.Equal(everything, features);
        Assert.InRange(walked, Parts * Blocks, passes * Parts * Blocks);
    }

    [Fact]
    public void Without_room_each_step_starts_at_the_inputs()
    {
        var store = new ActivationStore { Limit = StreamBytes - 1 };
        var (walked, tower, features) = Visit(store);
        Assert.Equal(Visit(new ActivationStore()).Features, features);
        Assert.Equal(0, store.Peak);
        Assert.Equal(Parts * (1 + (2 * (Blocks + 1))), tower.Embeds);
        Assert.True(walked > 10 * Parts * Blocks);
    }

    [Fact]
    public void What_is_on_disk_is_not_computed_again_and_goes_with_the_encoder()
    {
        var store = new ActivationStore(new ActivationOptions { Spill = ActivationSpill.Disk }, _folder) { Limit = 3 * StreamBytes };
        var (walked, _, features) = Visit(store);
        Assert.Equal(Visit(new ActivationStore()).Features, features);
        Assert.Equal(Parts * Blocks, walked);
        Assert.Equal(3 * StreamBytes, store.Peak);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder));
    }

    [Fact]
    public void Any_order_of_visits_gives_the_same_features()
    {
        var expected = Visit(new ActivationStore()).Features;
        int[] order = [3, 12, 0, 7, 7, 1, 11, 2, 10, 4, 9, 5, 8, 6];
        foreach (var streams in new[] { 1, 3, 50 })
            Assert.Equal(expected, Visit(new ActivationStore { Limit = streams * StreamBytes }, order).Features);
    }

    [Fact]
    public void Half_precision_takes_half_the_room()
    {
        var store = new ActivationStore(new ActivationOptions { Precision = ActivationPrecision.Fp16 });
        Visit(store);
        Assert.Equal((Blocks + 1) * StreamBytes / 2, store.Peak);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100 * StreamBytes)]
    public void Cancelling_stops_before_the_next_part_and_keeps_nothing(long room)
    {
        using var scope = NewDisposeScope();
        using var cancellation = new CancellationTokenSource();
        cancellation.Cancel();
        var (store, tower) = (new ActivationStore { Limit = room }, new CountedTower());
        var encoder = new TailEncoder(tower, [ones(Rows, Width)], [3], store);
        Assert.Throws<OperationCanceledException>(() => encoder.Encode(3, cancellation.Token));
        Assert.Equal((0, 0, 0L), (tower.Runs, tower.Embeds, store.Held));
    }

    [Fact]
    public void Streams_are_freed_when_they_are_let_go()
    {
        using var part = ones(Rows, Width);
        Assert.Equal(0, LiveTensors.LeftBy(() =>
        {
            var encoder = new TailEncoder(new CountedTower(), [part], [3], new ActivationStore());
            encoder.Encode(3).Dispose();
            encoder.Release();
        }));
    }

    [Fact]
    public void Disk_needs_a_folder() =>
        Assert.Contains("no folder", Assert.Throws<ArgumentException>(() => new ActivationStore(new ActivationOptions { Spill = ActivationSpill.Disk })).Message);

    [Theory]
    [InlineData(1, new[] { 4 })]
    [InlineData(2, new[] { 2, 5 })]
    [InlineData(3, new[] { 1, 4, 6 })]
    [InlineData(9, new[] { 0, 1, 2, 3, 4, 5, 6, 7, 8 })]
    public void Kept_depths_cut_the_way_evenly(int count, int[] expected) =>
        Assert.Equal(expected, TailEncoder.Spread([.. Enumerable.Range(0, 9)], count));
}
