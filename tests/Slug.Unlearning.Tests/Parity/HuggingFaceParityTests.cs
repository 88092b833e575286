using Slug.Models.Checkpoints;
using Slug.Models.Parity;
using Slug.Unlearning.Parity;
using Xunit.Abstractions;
using static TorchSharp.torch;

namespace Slug.Unlearning.Tests.Parity;

public sealed class HuggingFaceParityTests(ITestOutputHelper output) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("slug-parity-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("clip-hf-quick")]
    [InlineData("clip-hf-gelu")]
    public void Every_quantity_of_the_reference_is_met(string set)
    {
        var rows = Compare(Golden(set));
        foreach (var row in rows) output.WriteLine($"{row.Quantity,-50} abs {row.MaxAbsoluteError:E2} rel {row.MaxRelativeError:E2} of {row.Tolerance:E0}");
        Assert.All(rows, row => Assert.True(row.Passed, row.ToString()));
        foreach (var quantity in new[] { "image_embeds", "cosine loss", "forget gradient (94 tensors)", "contrastive gradient (94 tensors)", "vision Pareto front", "language alignment", "text_hidden_states.3" })
            Assert.Contains(quantity, rows.Select(r => r.Quantity));
    }

    [Fact]
    public void A_wrong_weight_is_noticed_under_its_own_name()
    {
        foreach (var file in Directory.GetFiles(Golden("clip-hf-quick"))) File.Copy(file, Path.Combine(_folder, Path.GetFileName(file)));
        using (NewDisposeScope())
        {
            var weights = SafetensorsFile.LoadAll(Path.Combine(_folder, "weights.safetensors"));
            weights["text_model.encoder.layers.2.self_attn.q_proj.weight"].mul_(1.5);
            SafetensorsWriter.Write(Path.Combine(_folder, "weights.safetensors"), weights);
        }

        var failed = Compare(_folder).Where(r => !r.Passed).Select(r => r.Quantity).ToList();
        Assert.Contains("text_embeds", failed);
        Assert.DoesNotContain("image_embeds", failed);
        Assert.Contains("forget gradient of text_model.encoder.layers.2.self_attn.k_proj.weight", failed);
    }

    [Theory]
    [InlineData("""{"text_config": {}, "vision_config": {}, "projection_dim": 32}""", true)]
    [InlineData("""{"text_config": {}, "vision_config": {}, "image_token_index": 90}""", false)]
    [InlineData("""{"embed_dim": 32, "vision": {}, "text": {}}""", false)]
    public void A_folder_is_known_by_its_config(string config, bool known)
    {
        File.WriteAllText(Path.Combine(_folder, "config.json"), config);
        Assert.Equal(known, new HuggingFaceParity().Recognises(new ReferenceFolder(_folder)));
    }

    private static string Golden(string set) => Path.Combine(AppContext.BaseDirectory, "Golden", set);

    private static IReadOnlyList<ParityRow> Compare(string folder) => new HuggingFaceParity().Compare(new ReferenceFolder(folder), CPU);
}
