using Slug.Models.Checkpoints;
using Slug.Models.Clip;
using static TorchSharp.torch;

namespace Slug.Models.Tests.Checkpoints;

public sealed class WeightSetsTests : IDisposable
{
    private static readonly string[] ClipNames = ["token_embedding.weight", "visual.conv1.weight", "ln_final.weight", "positional_embedding", "visual.ln_pre.weight"];

    private static readonly string[] HuggingFace =
        ["text_model.embeddings.token_embedding.weight", "vision_model.embeddings.patch_embedding.weight", "text_model.final_layer_norm.weight", "visual_projection.weight"];

    private readonly string _folder = Directory.CreateTempSubdirectory("slug-sets-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("")]
    [InlineData("module.")]
    [InlineData("_orig_mod.")]
    [InlineData("module._orig_mod.")]
    [InlineData("_orig_mod.module.")]
    [InlineData("model.")]
    [InlineData("model.clip.")]
    [InlineData("ema.")]
    [InlineData("model_ema.")]
    [InlineData("whatever_it_is.")]
    public void A_prefix_before_all_names_is_left_off_in_both_layouts(string prefix)
    {
        foreach (var (names, layout) in new[] { (ClipNames, ClipLayout.OpenClip), (HuggingFace, ClipLayout.HuggingFace) })
        {
            using var file = Write([.. names.Select(name => prefix + name)]);
            Assert.Equal(names.Order(), ClipLayouts.Pick(file).Entries.Select(e => e.Name).Order());
            Assert.Equal(layout, ClipLayouts.Of(Path.Combine(_folder, "x.safetensors")));
            Assert.Equal([(float)prefix.Length], ClipLayouts.Pick(file).Load(names[1]).data<float>().ToArray());
        }
    }

    [Fact]
    public void What_lies_outside_of_the_models_prefix_is_left_out_and_named()
    {
        using var file = Write([.. ClipNames.Select(name => "model." + name), "criterion.weight", "val_acc.total"]);
        var set = ClipLayouts.Pick(file);
        Assert.Equal(ClipNames.Order(), set.Entries.Select(e => e.Name).Order());
        Assert.Equal(["2 tensors outside of 'model.' (criterion.weight first)"], set.LeftOut);
    }

    [Theory]
    [InlineData("model.", "model_ema.", "'model.' and 'model_ema.'")]
    [InlineData("", "ema.", "no prefix and 'ema.'")]
    public void Two_sets_that_fit_are_an_error_that_names_both(string one, string other, string named)
    {
        using var file = Write([.. ClipNames.Select(name => one + name), .. ClipNames.Select(name => other + name)]);
        var message = Assert.Throws<CheckpointException>(() => ClipLayouts.Pick(file)).Message;
        Assert.Contains($"holds 2 sets of weights that fit the model, under {named}. Say which is meant with model.weights", message);
        Assert.Equal(ClipNames.Order(), ClipLayouts.Pick(file, other).Entries.Select(e => e.Name).Order());
        Assert.Contains($"has no tensors under 'emma'; the model's are under {named}", Assert.Throws<CheckpointException>(() => ClipLayouts.Pick(file, "emma")).Message);
    }

    [Theory]
    [InlineData(66176)] // 80 02: a pickle of protocol 2
    [InlineData(66432)] // 80 03
    [InlineData(0x347B)] // 7B 34: the beginning of an index
    public void A_header_whose_length_looks_like_another_format_is_read(int length)
    {
        var path = Path.Combine(_folder, "odd.safetensors");
        var json = """{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""".PadRight(length);
        File.WriteAllBytes(path, [.. BitConverter.GetBytes((long)length), .. System.Text.Encoding.UTF8.GetBytes(json), .. BitConverter.GetBytes(2.5f)]);
        using var file = CheckpointFiles.Open(path);
        Assert.Equal([2.5f], file.Load("a").data<float>().ToArray());
    }

    [Theory]
    [InlineData("version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1811214233\n", "is a Git LFS pointer: fetch the file with git lfs pull")]
    [InlineData("<!DOCTYPE html><html>", "is a web page")]
    [InlineData("", "is empty")]
    [InlineData("{\"error\": \"rate limit\"}", "no 'weight_map'")]
    public void What_stands_in_place_of_a_checkpoint_is_told(string content, string message)
    {
        var path = Path.Combine(_folder, "model.safetensors");
        File.WriteAllText(path, content);
        Assert.Contains(message, Assert.Throws<CheckpointException>(() => CheckpointFiles.Open(path)).Message);
    }

    [Fact]
    public void Weights_that_are_no_numbers_are_all_named()
    {
        using var scope = NewDisposeScope();
        var path = Path.Combine(_folder, "nan.safetensors");
        SafetensorsWriter.Write(path,
        [
            KeyValuePair.Create("fine", ones(3)),
            KeyValuePair.Create("broken", tensor(new[] { 1f, float.NaN, float.NaN })),
            KeyValuePair.Create("half", tensor(new[] { float.PositiveInfinity, 0f }).to_type(ScalarType.Float16)),
            KeyValuePair.Create("too large for single", tensor(new[] { 1e300 })),
            KeyValuePair.Create("counter", tensor(new[] { 7L })),
        ]);
        using var file = CheckpointFiles.Open(path);
        var problems = Assert.Throws<CheckpointException>(() => FiniteWeights.Require(file)).Problems;
        Assert.Equal(3, problems.Count);
        Assert.Contains(problems, p => p.StartsWith("'broken' holds 2 of 3 numbers that are NaN", StringComparison.Ordinal));
        Assert.Contains(problems, p => p.StartsWith("'half' holds 1 of 2 numbers that are infinite", StringComparison.Ordinal));
        Assert.Contains(problems, p => p.StartsWith("'too large for single' holds 1 of 1", StringComparison.Ordinal));
    }

    private ICheckpointFile Write(IReadOnlyList<string> names)
    {
        using var scope = NewDisposeScope();
        var path = Path.Combine(_folder, "x.safetensors");
        SafetensorsWriter.Write(path, names.Select(name => KeyValuePair.Create(name, tensor(new[] { (float)(name.Length - Plain(name).Length) }))));
        return CheckpointFiles.Open(path);

        static string Plain(string name) => ClipNames.Concat(HuggingFace).Where(plain => name.EndsWith(plain, StringComparison.Ordinal)).MaxBy(plain => plain.Length) ?? name;
    }
}
