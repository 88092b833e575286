using Slug.Models.Vlm;

namespace Slug.Models.Tests.Vlm;

public class LlavaConfigJsonTests
{
    // As the hub has it: what is a default is left out.
    private const string Hub = """
        {"architectures": ["LlavaForConditionalGeneration"], "ignore_index": -100, "image_token_index": 32000, "model_type": "llava", "pad_token_id": 32001,
         "projector_hidden_act": "gelu", "text_config": {"_name_or_path": "lmsys/vicuna-7b-v1.5", "max_position_embeddings": 4096, "model_type": "llama",
         "rms_norm_eps": 1e-05, "torch_dtype": "float16", "vocab_size": 32064}, "tie_word_embeddings": false, "torch_dtype": "float16",
         "vision_config": {"hidden_size": 1024, "image_size": 336, "intermediate_size": 4096, "model_type": "clip_vision_model", "num_attention_heads": 16,
         "num_hidden_layers": 24, "patch_size": 14, "projection_dim": 768, "vocab_size": 32000}, "vision_feature_layer": -2,
         "vision_feature_select_strategy": "default", "vocab_size": 32064}
        """;

    [Fact]
    public void What_the_hub_leaves_out_has_transformers_defaults()
    {
        var config = LlavaConfigJson.Parse(Hub);
        Assert.Equal(new LlamaConfig { VocabSize = 32064, MaxPositions = 4096, NormEpsilon = 1e-5 }, config.Text);
        Assert.Equal((32000, 32001, 1, 576, 23, true), (config.ImageToken, config.PadToken, config.BeginToken, config.FeatureTokens, config.FeatureBlocks, config.QuickGelu));
        Assert.Equal([2], config.EndTokens);
        Assert.Equal((64, 4.0), (config.Vision.HeadWidth, config.Vision.MlpRatio));
    }

    [Fact]
    public void The_generation_config_decides_what_ends_an_answer()
    {
        Assert.Equal([2, 7], LlavaConfigJson.Parse(Hub, """{"eos_token_id": [2, 7]}""").EndTokens);
        Assert.Equal([2], LlavaConfigJson.Parse(Hub, """{"bos_token_id": 1}""").EndTokens);
    }

    [Fact]
    public void The_features_layer_and_the_class_token_are_the_config_s()
    {
        var config = LlavaConfigJson.Parse(Hub.Replace("\"vision_feature_layer\": -2", "\"vision_feature_layer\": -1", StringComparison.Ordinal).Replace("\"default\"", "\"full\"", StringComparison.Ordinal));
        Assert.Equal((24, 577), (config.FeatureBlocks, config.FeatureTokens));
        Assert.Equal(5, (config with { VisionFeatureLayer = 5 }).FeatureBlocks);
    }

    [Fact]
    public void Newer_files_keep_the_rotary_base_in_rope_parameters()
    {
        var config = LlavaConfigJson.Parse(Hub.Replace("\"model_type\": \"llama\"", "\"model_type\": \"llama\", \"rope_parameters\": {\"rope_theta\": 500000.0, \"rope_type\": \"default\"}", StringComparison.Ordinal));
        Assert.Equal((500000, 1), (config.Text.RotaryBase, config.Text.RotaryScale));
        var scaled = LlavaConfigJson.Parse(Hub.Replace("\"model_type\": \"llama\"", "\"model_type\": \"llama\", \"rope_scaling\": {\"type\": \"linear\", \"factor\": 4.0}", StringComparison.Ordinal));
        Assert.Equal((10000, 4), (scaled.Text.RotaryBase, scaled.Text.RotaryScale));
    }

    [Fact]
    public void A_written_config_reads_back_the_same()
    {
        var config = LlavaConfigJson.Parse(Hub) with { VisionFeatureLayer = -1, ClassToken = true, ProjectorBias = false, EndTokens = [2, 5] };
        var read = LlavaConfigJson.Parse(LlavaConfigJson.Write(config));
        Assert.Equal(config with { EndTokens = [] }, read with { EndTokens = [] });
        Assert.Equal(config.EndTokens, read.EndTokens);
    }

    [Theory]
    [InlineData("""{"model_type": "llava_next", "text_config": {}, "vision_config": {}, "image_token_index": 1}""", "not supported: LLaVA-NeXT")]
    [InlineData("""{"model_type": "qwen2_vl"}""", "not supported: Qwen2-VL")]
    [InlineData("""{"model_type": "qwen", "visual": {}}""", "not supported: Qwen")]
    [InlineData("""{"model_type": "llava_onevision"}""", "not supported: LLaVA-OneVision")]
    [InlineData("""{"model_type": "llava_llama", "mm_vision_tower": "openai/clip-vit-large-patch14-336"}""", "authors' own layout")]
    [InlineData("""{"model_type": "llava", "mm_vision_tower": "openai/clip-vit-large-patch14-336"}""", "authors' own layout")]
    [InlineData("""{"model_type": "clip", "text_config": {}, "vision_config": {}}""", "is no LLaVA but 'clip'")]
    [InlineData("""{"text_config": {}, "vision_config": {}}""", "is no LLaVA")]
    [InlineData("[]", "not a JSON object")]
    [InlineData("{", "not JSON")]
    public void Other_models_are_told_by_name(string json, string expected) =>
        Assert.Contains(expected, Assert.Throws<InvalidDataException>(() => LlavaConfigJson.Parse(json)).Message, StringComparison.Ordinal);

    [Fact]
    public void All_problems_are_listed_at_once()
    {
        var message = Assert.Throws<InvalidDataException>(() => LlavaConfigJson.Parse("""
            {"model_type": "llava", "image_token_index": 9, "vision_feature_layer": [-2, -5], "projector_hidden_act": "relu",
             "text_config": {"model_type": "mistral", "num_attention_heads": 5, "hidden_size": 12, "rope_scaling": {"rope_type": "yarn", "factor": 4}},
             "vision_config": {"model_type": "siglip_vision_model", "patch_size": 13}}
            """)).Message;
        foreach (var expected in new[] { "vision_feature_layer is [-2,-5]", "projector_hidden_act is \"relu\"", "model_type is \"mistral\"; 'llama'", "must divide hidden_size (12)", "'yarn'", "siglip_vision_model", "patch_size (13)" })
            Assert.Contains(expected, message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"vision_feature_layer\": -2", "\"vision_feature_layer\": -26", "vision_feature_layer is -26")]
    [InlineData("\"vocab_size\": 32064}, \"tie", "\"vocab_size\": 0}, \"tie", "vocab_size is 0")]
    [InlineData("\"rms_norm_eps\": 1e-05", "\"rms_norm_eps\": 0", "rms_norm_eps is 0")]
    [InlineData("\"model_type\": \"llama\"", "\"model_type\": \"llama\", \"num_key_value_heads\": 5", "num_key_value_heads (5) must divide")]
    public void Sizes_that_do_not_fit_are_told(string part, string by, string expected) =>
        Assert.Contains(expected, Assert.Throws<InvalidDataException>(() => LlavaConfigJson.Parse(Hub.Replace(part, by, StringComparison.Ordinal))).Message, StringComparison.Ordinal);
}
