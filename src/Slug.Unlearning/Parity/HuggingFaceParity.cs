using Slug.Models.Clip;
using Slug.Models.Parity;
using Slug.Unlearning.Gradients;
using Slug.Unlearning.LayerRanking;
using Slug.Unlearning.Objectives;
using TorchSharp;
using static TorchSharp.torch;

namespace Slug.Unlearning.Parity;

/// <summary>
/// Compares a CLIP in Hugging Face's layout, of any size: hidden states, features, losses, gradients under their own names, and the ranking of
/// layers. The folder is laid out like this project's <c>clip-hf-quick</c>: <c>config.json</c>, <c>weights</c>, <c>inputs</c>, <c>outputs</c>, <c>grads_forget</c> and
/// <c>grads_contrastive</c> (safetensors).
/// </summary>
public sealed class HuggingFaceParity : IReferenceKind
{
    private const string Weights = "weights.safetensors", Inputs = "inputs.safetensors", Outputs = "outputs.safetensors";
    private const string ForgetGradient = "grads_forget.safetensors", RetainGradient = "grads_contrastive.safetensors";

    /// <inheritdoc/>
    public string Description => "CLIP in Hugging Face's layout (config.json with text_config and vision_config, weights.safetensors, outputs.safetensors and others)";

    /// <inheritdoc/>
    public IReadOnlyList<string> RequiredFiles { get; } = [Weights, Inputs, Outputs, ForgetGradient, RetainGradient];

    /// <inheritdoc/>
    public bool Recognises(ReferenceFolder folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        // Models that see through such a tower have both sections too, and say which token stands for the picture.
        return folder.Config is { } config && config.ContainsKey("text_config") && config.ContainsKey("vision_config") && config.ContainsKey("projection_dim")
            && !config.ContainsKey("image_token_index") && !config.ContainsKey("image_token_id");
    }

    /// <inheritdoc/>
    public IReadOnlyList<ParityRow> Compare(ReferenceFolder folder, Device device)
    {
        ArgumentNullException.ThrowIfNull(folder);
        using var scope = NewDisposeScope();
        using var model = ClipModel.Load(ClipConfig.Load(folder.File(ReferenceFolder.ConfigFile)), folder.File(Weights)).to(device);
        var inputs = folder.Load(Inputs);
        var outputs = folder.Load(Outputs);
        using var forget = Gradient(Objective.Forget);
        using var retain = Gradient(Objective.Retain);
        var rows = new List<ParityRow>();
        using (no_grad())
        {
            rows.AddRange(Features(model, inputs["pixel_values"].to(device), inputs["input_ids"].to(device), outputs));
            rows.Add(Comparison.Of("cosine loss", outputs["cosine_loss"], tensor(forget.MeanLoss), Comparison.Values));
            rows.Add(Comparison.Of("contrastive loss", outputs["contrastive_loss"], tensor(retain.MeanLoss), Comparison.Values));
            var (expectedForget, expectedRetain) = (folder.Load(ForgetGradient), folder.Load(RetainGradient));
            // The reference stores the forget gradient of −(1 − cos).
            foreach (var name in expectedForget.Keys.ToList()) expectedForget[name] = expectedForget[name].neg();
            rows.AddRange(Gradients("forget gradient", expectedForget, forget));
            rows.AddRange(Gradients("contrastive gradient", expectedRetain, retain));
            rows.AddRange(RankingParity.Compare(LayerTable.Score(model.Layers, forget, retain), folder.Load(Weights), expectedForget, expectedRetain));
        }

        return rows;

        GradientSet Gradient(Objective objective) =>
            GradientComputation.Compute(model, [new PairBatch(inputs["pixel_values"].clone(), inputs["input_ids"].clone())], objective);
    }

    private static IEnumerable<ParityRow> Features(ClipModel model, Tensor pixels, Tensor ids, Dictionary<string, Tensor> outputs)
    {
        var (images, texts) = (model.EncodeImage(pixels), model.EncodeText(ids));
        yield return Row("image_embeds", images);
        yield return Row("text_embeds", texts);
        yield return Row("image_features_unnormalised", model.EncodeImage(pixels, normalize: false));
        yield return Row("text_features_unnormalised", model.EncodeText(ids, normalize: false));
        var logits = texts.matmul(images.t()).mul(model.LogitScale.exp());
        yield return Row("logits_per_text", logits);
        yield return Row("logits_per_image", logits.t());
        foreach (var row in Streams("vision", model.Visual, pixels).Concat(Streams("text", model.TextTower, ids))) yield return row;

        IEnumerable<ParityRow> Streams(string tower, ITower blocks, Tensor input)
        {
            var stream = blocks.Embed(input);
            for (var block = 0; block <= blocks.BlockCount; block++)
            {
                if (outputs.ContainsKey($"{tower}_hidden_states.{block}")) yield return Row($"{tower}_hidden_states.{block}", stream);
                if (block < blocks.BlockCount) stream = blocks.RunBlocks(stream, block, block + 1);
            }

            if (blocks == model.TextTower) yield return Row("text_last_hidden_state", model.LnFinal.call(stream));
        }

        ParityRow Row(string name, Tensor actual) => Comparison.Of(name, outputs[name], actual, Comparison.Values);
    }

    private static IEnumerable<ParityRow> Gradients(string quantity, Dictionary<string, Tensor> expected, GradientSet actual)
    {
        var names = Comparison.OfNames($"{quantity}: names", expected.Keys, actual.Names);
        var rows = expected.Keys.Where(actual.Contains).Order(StringComparer.Ordinal).Select(Row).ToList();
        return Comparison.Summarise(quantity, rows).Prepend(names);

        // Adding a constant to all keys changes no attention: the gradient of their bias is zero but for rounding, which is measured against its neighbour.
        ParityRow Row(string name) => name.EndsWith(".k_proj.bias", StringComparison.Ordinal)
            ? Comparison.Of($"{quantity} of {name}", expected[name], actual[name], Comparison.Gradients, scale: expected[name.Replace(".k_proj.", ".v_proj.", StringComparison.Ordinal)])
            : Comparison.Of($"{quantity} of {name}", expected[name], actual[name], Comparison.Gradients);
    }
}
