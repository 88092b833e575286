using Slug.Models.Checkpoints;
using Slug.Models.Clip;
using static TorchSharp.torch;

namespace Slug.Models.Tests.Clip;

/// <summary>Numbers that Hugging Face's own CLIPModel computed, with both activations.</summary>
public class HuggingFaceParityTests
{
    [Theory]
    [InlineData("clip-hf-quick")]
    [InlineData("clip-hf-gelu")]
    public void Features_and_losses(string set)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var model = Load(set);
        var outputs = SafetensorsFile.LoadAll(GoldenFiles.Path(set, "outputs.safetensors"));
        var (images, captions) = Encode(model, set);
        Near(outputs["image_embeds"], images, 1e-5f, "image_embeds");
        Near(outputs["text_embeds"], captions, 1e-5f, "text_embeds");
        Near(outputs["contrastive_loss"], ContrastiveLoss.Of(images, captions, model.LogitScale), 1e-5f, "contrastive_loss");
        Near(outputs["cosine_loss"], CosineLoss(images, captions), 1e-5f, "cosine_loss");
        var inputs = SafetensorsFile.LoadAll(GoldenFiles.Path(set, "inputs.safetensors"));
        Near(outputs["image_features_unnormalised"], model.EncodeImage(inputs["pixel_values"], normalize: false), 1e-5f, "image features");
        Near(outputs["text_features_unnormalised"], model.EncodeText(inputs["input_ids"], normalize: false), 1e-5f, "text features");
    }

    [Theory]
    [InlineData("clip-hf-quick", "grads_forget.safetensors")]
    [InlineData("clip-hf-quick", "grads_contrastive.safetensors")]
    [InlineData("clip-hf-gelu", "grads_forget.safetensors")]
    [InlineData("clip-hf-gelu", "grads_contrastive.safetensors")]
    public void Gradients(string set, string file)
    {
        using var scope = NewDisposeScope();
        using var model = Load(set);
        var (images, captions) = Encode(model, set);
        var loss = file == "grads_forget.safetensors" ? -CosineLoss(images, captions) : ContrastiveLoss.Of(images, captions, model.LogitScale);
        loss.backward();
        var expected = SafetensorsFile.LoadAll(GoldenFiles.Path(set, file));
        // A loss of cosines does not depend on the scale of the logits.
        var actual = model.Layers.ToDictionary(l => l.Name, l => l.View.Of(l.Whole.grad ?? zeros_like(l.Whole)));
        Assert.Equal(94, expected.Count);
        Assert.Equal(expected.Keys.Order(), actual.Keys.Order());
        foreach (var (name, gradient) in expected)
        {
            // Zero in exact arithmetic: adding a constant to all keys changes no attention.
            if (name.EndsWith("k_proj.bias", StringComparison.Ordinal)) Assert.InRange(actual[name].abs().max().item<float>(), 0, 1e-5f);
            else Near(gradient, actual[name], 1e-4f, name);
        }
    }

    [Theory]
    [InlineData("clip-hf-quick", true, 3.0)]
    [InlineData("clip-hf-gelu", false, 4.0)]
    public void Configs_are_read_in_hugging_faces_terms(string set, bool quickGelu, double visionRatio)
    {
        var json = GoldenFiles.Text(set, "config.json");
        Assert.True(HuggingFaceClipConfig.IsOne(json));
        var config = HuggingFaceClipConfig.Parse(json);
        Assert.Equal((32, quickGelu, visionRatio, 4.0), (config.EmbedDim, config.QuickGelu, config.Vision.MlpRatio, config.Text.MlpRatio));
        Assert.Equal((32, 8, 64, 2, 16), (config.Vision.ImageSize, config.Vision.PatchSize, config.Vision.Width, config.Vision.Layers, config.Vision.HeadWidth));
        Assert.Equal((16, 64, 48, 3, 3), (config.Text.ContextLength, config.Text.VocabSize, config.Text.Width, config.Text.Heads, config.Text.Layers));
        Assert.False(HuggingFaceClipConfig.IsOne(GoldenFiles.Text("clip-tiny", "config.json")));
        Assert.False(HuggingFaceClipConfig.IsOne("{"));
    }

    [Theory]
    [InlineData("""{"text_config":{},"vision_config":{"hidden_act":"relu"}}""", "hidden_act")]
    [InlineData("""{"text_config":{},"vision_config":{"num_attention_heads":7}}""", "(7) must divide")]
    [InlineData("""{"text_config":{"layer_norm_eps":1e-6},"vision_config":{}}""", "layer_norm_eps")]
    [InlineData("""{"text_config":{"eos_token_id":64,"vocab_size":64},"vision_config":{}}""", "end_of_text is 64; ids are 0 to 63")]
    [InlineData("""{"text_config":{"num_hidden_layers":"x"},"vision_config":{}}""", "num_hidden_layers")]
    [InlineData("""{"text_config":{}}""", "vision_config")]
    [InlineData("[]", "object")]
    [InlineData("{", "not JSON")]
    public void Configs_of_other_models_are_refused(string json, string reason) =>
        Assert.Contains(reason, Assert.Throws<InvalidDataException>(() => HuggingFaceClipConfig.Parse(json)).Message);

    [Theory]
    [InlineData(2, 49408)]
    [InlineData(49407, 49408)]
    [InlineData(2, 49410)]
    [InlineData(49407, 49410)]
    [InlineData(63, 64)]
    public void Captions_end_where_both_rules_of_the_hub_find_their_end(int end, int vocabulary) =>
        Assert.Equal(vocabulary, HuggingFaceClipConfig.Parse($$$"""{"text_config":{"eos_token_id":{{{end}}},"vocab_size":{{{vocabulary}}}},"vision_config":{}}""").Text.VocabSize);

    [Fact]
    public void Another_end_of_text_is_found_at_its_first_occurrence()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var json = GoldenFiles.Text("clip-hf-quick", "config.json").Replace("\"eos_token_id\": 2", "\"eos_token_id\": 40");
        using var model = ClipModel.Load(HuggingFaceClipConfig.Parse(json), GoldenFiles.Path("clip-hf-quick", "weights.safetensors"));
        using var usual = Load("clip-hf-quick");
        Assert.Equal(40, model.Config.Text.EndOfText);
        // What stands behind the end is not looked at, and larger ids before it neither end a caption nor cut it.
        long[] captions = [62, 50, 40, 7, 63, 40, 62, 63, 9, 8, 40, 40];
        long[] ended = [62, 50, 40, 0, 0, 0, 62, 63, 9, 8, 40, 0];
        var features = model.EncodeText(tensor(captions, [2, 6]));
        Near(model.EncodeText(tensor(ended, [2, 6])), features, 1e-6f, "ended");
        Assert.False(usual.EncodeText(tensor(captions, [2, 6])).allclose(features));
        Assert.Equal(5, TextTower.CutToLongest(tensor(captions, [2, 6]), 40).shape[1]);
        Assert.Equal(40, ClipConfig.Parse(model.Config.ToJson()).Text.EndOfText);
        Assert.DoesNotContain("end_of_text", usual.Config.ToJson());
    }

    [Fact]
    public void What_a_config_leaves_out_is_the_hubs_default() =>
        Assert.Equal(
            new ClipConfig
            {
                EmbedDim = 512,
                QuickGelu = true,
                Vision = new ClipVisionConfig { ImageSize = 224, PatchSize = 32, Width = 768, Layers = 12 },
                Text = new ClipTextConfig { Width = 512, Heads = 8, Layers = 12 },
            },
            HuggingFaceClipConfig.Parse("""{"text_config":{"eos_token_id":49407},"vision_config":{}}"""));

    private static ClipModel Load(string set) =>
        ClipModel.Load(HuggingFaceClipConfig.Parse(GoldenFiles.Text(set, "config.json")), GoldenFiles.Path(set, "weights.safetensors"));

    private static (Tensor Images, Tensor Captions) Encode(ClipModel model, string set)
    {
        var inputs = SafetensorsFile.LoadAll(GoldenFiles.Path(set, "inputs.safetensors"));
        return (model.EncodeImage(inputs["pixel_values"]), model.EncodeText(inputs["input_ids"]));
    }

    private static Tensor CosineLoss(Tensor images, Tensor captions) => (1 - (images * captions).sum([1])).mean();

    private static void Near(Tensor expected, Tensor actual, float tolerance, string name)
    {
        var scale = expected.abs().max().item<float>();
        var off = (expected.view(-1) - actual.detach().reshape(-1)).abs().max().item<float>();
        Assert.True(off <= tolerance * scale, $"{name}: off by {off} of {scale}");
    }
}
