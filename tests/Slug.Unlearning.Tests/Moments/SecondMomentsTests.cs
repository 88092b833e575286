using Slug.Models.Clip;
using Slug.Unlearning.Gradients;
using Slug.Unlearning.Moments;
using Slug.Unlearning.Objectives;
using static TorchSharp.torch;

namespace Slug.Unlearning.Tests.Moments;

public sealed class SecondMomentsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("slug-moments-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(32)]
    public void Batches_of_any_size_give_the_same(int size)
    {
        // Alone a caption is as long as it is, beside others it is padded: what lies behind its end must not count.
        using var model = TinyClip.Load();
        using var reference = Gather(model, 1);
        using var moments = Gather(model, size);
        AssertSame(reference, moments);
    }

    [Fact]
    public void They_are_the_mean_of_the_outer_products_of_what_was_seen()
    {
        using var scope = NewDisposeScope();
        using var model = TinyClip.Load();
        var (images, tokens) = Retained();
        var (first, caption) = (images.narrow(0, 0, 1), TextTower.CutToLongest(tokens.narrow(0, 0, 1)));
        using var moments = Gather(model, 1, i => i == 0);
        // The first layer of each tower by hand: the patches of the picture, and the normed stream before block 0.
        var patches = nn.functional.unfold(first, 8, stride: 8).squeeze(0).to_type(ScalarType.Float64);
        AssertClose(patches.matmul(patches.t()).div(16), moments.MeanOf("visual.conv1.weight"));
        Assert.Equal(16, moments.RowsOf("visual.conv1.weight"));
        Assert.Equal(17, moments.RowsOf("visual.transformer.resblocks.0.attn.in_proj_weight"));
        using var noGrad = no_grad();
        var norm = model.named_parameters().Where(p => p.name.StartsWith("transformer.resblocks.0.ln_1", StringComparison.Ordinal)).ToDictionary(p => p.name[^4..], p => p.parameter);
        var stream = nn.functional.layer_norm(model.TextTower.Embed(caption), [48], norm["ight"], norm["bias"]).squeeze(0).to_type(ScalarType.Float64);
        AssertClose(stream.t().matmul(stream).div(stream.shape[0]), moments.MeanOf("transformer.resblocks.0.attn.in_proj_weight"));
        Assert.Equal(stream.shape[0], moments.RowsOf("transformer.resblocks.0.attn.in_proj_weight"));
        Assert.Equal((1, 1), (moments.RowsOf("visual.proj"), moments.RowsOf("text_projection")));
    }

    [Fact]
    public void They_are_summed_in_double_precision()
    {
        using var scope = NewDisposeScope();
        using var model = TinyClip.Load();
        var rows = new List<Tensor>();
        SecondMoments moments;
        using (new ClipInputs(model, input => input.Parameter == "visual.conv1.weight", (_, x) => rows.Add(x.reshape(-1, 192).to_type(ScalarType.Float64).DetachFromDisposeScope())))
            moments = Gather(model, 8);
        var seen = cat(rows);
        Assert.Equal(ScalarType.Float64, moments.MeanOf("visual.conv1.weight").dtype);
        AssertClose(seen.t().matmul(seen).div(seen.shape[0]), moments.MeanOf("visual.conv1.weight"), 1e-13);
        moments.Dispose();
    }

    [Fact]
    public void Taking_off_a_part_leaves_the_rest()
    {
        using var model = TinyClip.Load();
        using var all = Gather(model, 8);
        using var own = Gather(model, 3, i => i % 5 == 0);
        using var rest = Gather(model, 8, i => i % 5 != 0);
        all.Subtract(own);
        AssertSame(rest, all);
    }

    [Fact]
    public void What_is_no_part_is_refused_and_nothing_left_is_told()
    {
        using var model = TinyClip.Load();
        using var all = Gather(model, 8);
        using var one = Gather(model, 8, i => i == 0);
        Assert.Throws<ArgumentException>(() => one.Subtract(all));
        using var same = Gather(model, 8);
        all.Subtract(same);
        Assert.Contains("retain set holds nothing", Assert.Throws<InvalidOperationException>(() => all.MeanOf("visual.proj")).Message);
    }

    [Fact]
    public void Gathering_beside_the_gradient_changes_neither()
    {
        using var model = TinyClip.Load();
        using var alone = GradientComputation.Compute(model, TinyClip.Batches("retain"), Objective.Retain);
        using var gathering = new MomentGathering(model);
        using var beside = GradientComputation.Compute(model, TinyClip.Batches("retain"), Objective.Retain, expect: tokens => gathering.Expect(tokens));
        using var moments = gathering.Take();
        Assert.All(alone.Names, name => Assert.True(alone[name].Equals(beside[name]), name));
        using var reference = Gather(model, 8);
        AssertSame(reference, moments);
        gathering.Dispose();
        using var after = GradientComputation.Compute(model, TinyClip.Batches("retain"), Objective.Retain);
        Assert.True(after["visual.proj"].Equals(alone["visual.proj"]));
    }

    [Fact]
    public void Two_runs_write_the_same_bytes_and_files_keep_everything()
    {
        using var model = TinyClip.Load();
        var paths = new[] { "a", "b" }.Select(name => Path.Combine(_folder, name)).ToList();
        foreach (var path in paths)
        {
            using var moments = Gather(model, 8);
            moments.Save(path);
        }

        Assert.Equal(File.ReadAllBytes(paths[0]), File.ReadAllBytes(paths[1]));
        using var reference = Gather(model, 8);
        using var loaded = SecondMoments.Load(paths[0]);
        AssertSame(reference, loaded, 0);
        Assert.Equal(reference.Bytes, loaded.Bytes);
        using var part = SecondMoments.Load(paths[0], name => name == "visual.proj");
        Assert.Equal(["visual.proj"], part.Parameters);
    }

    /// <summary>The moments over the retain set's pairs.</summary>
    internal static SecondMoments Gather(ClipModel model, int size, Func<int, bool>? counts = null)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var gathering = new MomentGathering(model);
        var (images, tokens) = Retained();
        var place = 0;
        foreach (var batch in TinyClip.Split(images, tokens, size))
        {
            var cut = TextTower.CutToLongest(batch.Tokens);
            gathering.Expect(cut, [.. Enumerable.Range(place, (int)cut.shape[0]).Select(i => counts?.Invoke(i) ?? true)]);
            model.EncodeImage(batch.Images);
            model.EncodeText(cut);
            place += (int)cut.shape[0];
        }

        return gathering.Take();
    }

    private static (Tensor Images, Tensor Tokens) Retained()
    {
        var batches = TinyClip.Batches("retain");
        return (cat([.. batches.Select(b => b.Images)]), cat([.. batches.Select(b => b.Tokens)]));
    }

    private static void AssertSame(SecondMoments expected, SecondMoments actual, double tolerance = 1e-6)
    {
        Assert.Equal(expected.Parameters, actual.Parameters);
        Assert.Equal(12, expected.Parameters.Count() - 7);
        foreach (var parameter in expected.Parameters)
        {
            Assert.Equal(expected.RowsOf(parameter), actual.RowsOf(parameter));
            using var scope = NewDisposeScope();
            AssertClose(expected.MeanOf(parameter), actual.MeanOf(parameter), tolerance);
        }
    }

    private static void AssertClose(Tensor expected, Tensor actual, double tolerance = 1e-6)
    {
        var worst = expected.sub(actual).abs().max().item<double>() / expected.abs().max().item<double>();
        Assert.True(worst <= tolerance, $"off by {worst:E2}");
    }
}
