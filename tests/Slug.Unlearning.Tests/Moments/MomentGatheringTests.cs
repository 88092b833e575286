using Slug.Models.Checkpoints;
using Slug.Unlearning.Moments;
using static TorchSharp.torch;

namespace Slug.Unlearning.Tests.Moments;

/// <summary>What a gathering sums and what it refuses; the numbers are held in <see cref="SecondMomentsTests"/>.</summary>
public sealed class MomentGatheringTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("slug-moments-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Only_what_is_asked_for_and_announced_is_summed()
    {
        using var scope = NewDisposeScope();
        using var model = TinyClip.Load();
        var batch = TinyClip.Batches("retain")[0];
        using var gathering = new MomentGathering(model, name => name == "visual.proj");
        model.EncodeImage(batch.Images);
        using (var nothing = gathering.Take()) Assert.Empty(nothing.Parameters);
        gathering.Expect(batch.Tokens);
        model.EncodeImage(batch.Images);
        using var moments = gathering.Take();
        Assert.Equal(["visual.proj"], moments.Parameters);
        Assert.Equal(batch.Images.shape[0], moments.RowsOf("visual.proj"));
        Assert.Equal(64 * 64 * 8, moments.Bytes);
        // With the sums the announcement is gone.
        model.EncodeImage(batch.Images);
        using var after = gathering.Take();
        Assert.Empty(after.Parameters);
    }

    [Fact]
    public void A_batch_that_is_not_the_announced_one_is_refused()
    {
        using var scope = NewDisposeScope();
        using var model = TinyClip.Load();
        var batch = TinyClip.Batches("retain")[0];
        using var gathering = new MomentGathering(model);
        Assert.StartsWith("1 marks for a batch of 8.", Assert.Throws<ArgumentException>(() => gathering.Expect(batch.Tokens, [true])).Message);
        gathering.Expect(batch.Tokens.narrow(0, 0, 2));
        Assert.Equal(
            "'visual.conv1.weight' was given a batch of 8, and 2 were announced.", Assert.Throws<InvalidOperationException>(() => model.EncodeImage(batch.Images)).Message);
    }

    [Fact]
    public void Time_is_counted_while_it_sums_alone()
    {
        using var scope = NewDisposeScope();
        using var model = TinyClip.Load();
        var batch = TinyClip.Batches("retain")[0];
        using var gathering = new MomentGathering(model);
        Assert.Equal(TimeSpan.Zero, gathering.Elapsed);
        gathering.Expect(batch.Tokens);
        model.EncodeText(batch.Tokens);
        var took = gathering.Elapsed;
        Assert.True(took > TimeSpan.Zero);
        Thread.Sleep(5);
        Assert.Equal(took, gathering.Elapsed);
    }

    [Fact]
    public void Sums_that_nobody_took_and_announcements_are_freed()
    {
        using var outer = NewDisposeScope();
        using var model = TinyClip.Load();
        var batch = TinyClip.Batches("retain")[0];
        // The tower keeps the mask of its first pass.
        model.EncodeText(batch.Tokens);
        Assert.Equal(0, LiveTensors.LeftBy(() =>
        {
            using var scope = NewDisposeScope();
            using var gathering = new MomentGathering(model);
            gathering.Expect(batch.Tokens);
            gathering.Expect(batch.Tokens);
            model.EncodeText(batch.Tokens);
        }));
    }

    [Fact]
    public void Sums_are_taken_off_part_by_part_and_only_where_they_are_a_part()
    {
        using var all = Sums(("a", [2, 0, 0, 4], 4), ("b", [6], 3));
        using (var part = Sums(("a", [1, 0, 0, 0], 1), ("b", [6], 3))) all.Subtract(part);
        using var mean = all.MeanOf("a");
        // (2 - 1, 4) over the three rows that are left.
        Assert.Equal([1 / 3.0, 0, 0, 4 / 3.0], mean.data<double>().ToArray());
        Assert.Equal((3, 0, 40), (all.RowsOf("a"), all.RowsOf("b"), all.Bytes));
        Assert.StartsWith("No input of 'b' is left to take the second moment of:", Assert.Throws<InvalidOperationException>(() => all.MeanOf("b")).Message);
        foreach (var other in new[] { Sums(("a", [1, 0, 0, 0], 4), ("b", [6], 0)), Sums(("a", [1, 0, 0, 0], 1)) })
        {
            using (other) Assert.StartsWith("These sums are not those of a part of the inputs.", Assert.Throws<ArgumentException>(() => all.Subtract(other)).Message);
        }
    }

    [Fact]
    public void A_file_of_other_tensors_is_refused_and_one_that_counts_no_rows_has_none()
    {
        var path = Path.Combine(_folder, "sums.safetensors");
        using (var tensor = ones(1, 1, ScalarType.Float64))
        {
            SafetensorsWriter.Write(path, [KeyValuePair.Create("a", tensor)], new Dictionary<string, string> { ["rows a"] = "3" });
            Assert.Contains("is not a file of sums of outer products of the layers' inputs. Run ComputeGrads again.", Assert.Throws<CheckpointException>(() => SecondMoments.Load(path)).Message);
            SafetensorsWriter.Write(path, [KeyValuePair.Create("a", tensor)], new Dictionary<string, string> { ["kind"] = "sums of outer products of the layers' inputs" });
        }

        var loaded = SecondMoments.Load(path);
        Assert.Equal(0, loaded.RowsOf("a"));
        Assert.Throws<InvalidOperationException>(() => loaded.MeanOf("a"));
        loaded.Dispose();
        using var again = Sums(("a", [1], 2));
        var (mean, sums) = (again.MeanOf("a"), again);
        sums.Dispose();
        Assert.ThrowsAny<InvalidOperationException>(() => sums.MeanOf("a"));
        Assert.Equal(0.5, mean.item<double>());
        mean.Dispose();
    }

    private static SecondMoments Sums(params (string Name, double[] Sum, long Rows)[] parameters) => new(parameters.Select(p =>
    {
        var width = (long)Math.Sqrt(p.Sum.Length);
        return KeyValuePair.Create(p.Name, (tensor(p.Sum, [width, width]), p.Rows));
    }).ToList());
}
