using Slug.Models.Checkpoints;
using Slug.Models.Parity;
using Slug.Unlearning.Parity;
using Xunit.Abstractions;
using static TorchSharp.torch;

namespace Slug.Unlearning.Tests.Parity;

public sealed class HuggingFaceParityTests(ITestOutputHelper output) : IDisposable
{
    private static readonly string[] Outputs =
    [
        "image_embeds", "text_embeds", "image_features_unnormalised", "text_features_unnormalised", "logits_per_text", "logits_per_image",
        "vision_hidden_states.0", "vision_hidden_states.1", "vision_hidden_states.2",
        "text_hidden_states.0", "text_hidden_states.1", "text_hidden_states.2", "text_hidden_states.3", "text_last_hidden_state",
    ];

    private static readonly string[] Losses = ["cosine loss", "contrastive loss"];

    private static readonly string[] Ranking =
    [
        "vision candidate layers", "vision importance", "vision alignment", "vision Pareto front",
        "language candidate layers", "language importance", "language alignment", "language Pareto front",
    ];

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
        Assert.Equal([.. Outputs, .. Losses, "forget gradient: names", "forget gradient (94 tensors)", "contrastive gradient: names", "contrastive gradient (94 tensors)", .. Ranking], rows.Select(r => r.Quantity));
    }

    [Fact]
    public void Whatever_differs_from_the_reference_is_named_and_nothing_else()
    {
        foreach (var file in Directory.GetFiles(Golden("clip-hf-quick"))) File.Copy(file, Path.Combine(_folder, Path.GetFileName(file)));
        Change("outputs", (_, tensor) => tensor * 1.001);
        // A longer gradient is one of more importance, and its angle stays; half of one made longer turns it.
        Change("grads_forget", (name, tensor) => name switch
        {
            "visual_projection.weight" or "text_model.final_layer_norm.bias" => tensor * 1.001,
            // Ten times smaller than the values' gradient, against which it would pass.
            "text_model.encoder.layers.2.self_attn.k_proj.weight" => tensor * 1.0005,
            // Nothing but rounding, and so no measure of itself.
            "text_model.encoder.layers.0.self_attn.k_proj.bias" => tensor + 0.01,
            _ => tensor,
        });
        Change("grads_contrastive", (name, tensor) => name == "text_projection.weight" ? cat([tensor[..16] * 2, tensor[16..]]) : tensor);
        var failed = Compare(_folder).Where(row => !row.Passed).Select(row => row.Quantity);
        Assert.Equal(
            [
                .. Outputs, .. Losses, "forget gradient of text_model.encoder.layers.0.self_attn.k_proj.bias", "forget gradient of text_model.encoder.layers.2.self_attn.k_proj.weight",
                "forget gradient of text_model.final_layer_norm.bias", "forget gradient of visual_projection.weight", "contrastive gradient of text_projection.weight",
                "vision importance", "language importance", "language alignment",
            ],
            failed);
    }

    [Fact]
    public void Names_that_only_one_side_has_are_told_and_their_ranking_left_out()
    {
        foreach (var file in Directory.GetFiles(Golden("clip-hf-quick"))) File.Copy(file, Path.Combine(_folder, Path.GetFileName(file)));
        foreach (var file in new[] { "grads_forget", "grads_contrastive" })
        {
            using var scope = NewDisposeScope();
            var path = Path.Combine(_folder, $"{file}.safetensors");
            var gradients = SafetensorsFile.LoadAll(path);
            gradients.Remove("text_projection.weight");
            SafetensorsWriter.Write(path, gradients);
        }

        var rows = Compare(_folder);
        Assert.Equal(
            ["forget gradient: names", "forget gradient (93 tensors)", "contrastive gradient: names", "contrastive gradient (93 tensors)", .. Ranking[..5]],
            rows.Skip(Outputs.Length + Losses.Length).Select(row => row.Quantity));
        Assert.Equal(["forget gradient: names", "contrastive gradient: names", "language candidate layers"], rows.Where(row => !row.Passed).Select(row => row.Quantity));
    }

    [Fact]
    public void It_says_what_a_folder_of_its_kind_holds()
    {
        var kind = new HuggingFaceParity();
        Assert.StartsWith("CLIP in Hugging Face's layout (config.json with text_config and vision_config,", kind.Description);
        Assert.Equal(["weights.safetensors", "inputs.safetensors", "outputs.safetensors", "grads_forget.safetensors", "grads_contrastive.safetensors"], kind.RequiredFiles);
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
    [InlineData("""{"text_config": {}, "vision_config": {}, "projection_dim": 32, "image_token_index": 90}""", false)]
    [InlineData("""{"text_config": {}, "vision_config": {}, "projection_dim": 32, "image_token_id": 90}""", false)]
    [InlineData("""{"text_config": {}, "vision_config": {}}""", false)]
    [InlineData("""{"text_config": {}, "projection_dim": 32}""", false)]
    [InlineData("""{"vision_config": {}, "projection_dim": 32}""", false)]
    [InlineData("""{"embed_dim": 32, "vision": {}, "text": {}}""", false)]
    public void A_folder_is_known_by_its_config(string config, bool known)
    {
        File.WriteAllText(Path.Combine(_folder, "config.json"), config);
        Assert.Equal(known, new HuggingFaceParity().Recognises(new ReferenceFolder(_folder)));
    }

    private void Change(string file, Func<string, Tensor, Tensor> change)
    {
        using var scope = NewDisposeScope();
        var path = Path.Combine(_folder, $"{file}.safetensors");
        SafetensorsWriter.Write(path, SafetensorsFile.LoadAll(path).ToDictionary(t => t.Key, t => change(t.Key, t.Value)));
    }

    private static string Golden(string set) => Path.Combine(AppContext.BaseDirectory, "Golden", set);

    private static IReadOnlyList<ParityRow> Compare(string folder) => new HuggingFaceParity().Compare(new ReferenceFolder(folder), CPU);
}
