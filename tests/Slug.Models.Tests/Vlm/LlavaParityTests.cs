using Slug.Models.Parity;
using Slug.Models.Vlm;

namespace Slug.Models.Tests.Vlm;

public class LlavaParityTests
{
    [Theory]
    [InlineData("llava", 2)]
    [InlineData("llava-gqa", 1)]
    public void Logits_and_greedy_ids_are_the_reference_s(string folder, int pictures)
    {
        var rows = Compare(GoldenFiles.Path(folder));
        Assert.All(rows, row => Assert.True(row.Passed, row.ToString()));
        string[] each = ["vision_selected", "image_features", "logits", "generation_logits"];
        var expected = Enumerable.Range(0, pictures).SelectMany(i => each.Select(name => $"{i}.{name}")).Append("text.logits").Append("generated ids");
        Assert.Equal(pictures > 1 ? expected.Append("generated ids, 2 prompts in a batch") : expected, rows.Select(r => r.Quantity));
        Assert.All(rows.Where(r => r.Tolerance > 0), row => Assert.InRange(row.MaxRelativeError, 0, 1e-4));
    }

    [Fact]
    public void Another_model_s_numbers_do_not_pass()
    {
        var folder = Directory.CreateTempSubdirectory("slug-llava-").FullName;
        try
        {
            foreach (var file in new[] { "config.json", "inputs.safetensors", "outputs.safetensors" }) File.Copy(GoldenFiles.Path("llava-gqa", file), Path.Combine(folder, file));
            using (var model = LlavaCheckpoint.Load(GoldenFiles.Path("llava-gqa")))
            {
                using (TorchSharp.torch.no_grad()) model.get_parameter("language_model.model.layers.1.mlp.down_proj.weight")!.mul_(1.5);
                LlavaCheckpoint.Save(model, folder);
            }

            var failed = Compare(folder).Where(r => !r.Passed).Select(r => r.Quantity).ToList();
            Assert.Contains("0.logits", failed);
            Assert.DoesNotContain("0.image_features", failed);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void A_CLIP_reference_is_not_taken_for_one() => Assert.False(new LlavaParity().Recognises(new ReferenceFolder(GoldenFiles.Path("clip-tiny"))));

    private static IReadOnlyList<ParityRow> Compare(string path)
    {
        var folder = new ReferenceFolder(path);
        Assert.True(new LlavaParity().Recognises(folder));
        return new LlavaParity().Compare(folder, TorchSharp.torch.CPU);
    }
}
