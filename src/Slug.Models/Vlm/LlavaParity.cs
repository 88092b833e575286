using Slug.Models.Parity;
using static TorchSharp.torch;

namespace Slug.Models.Vlm;

/// <summary>
/// Compares a LLaVA on this machine with reference numbers: a folder that holds a model as a user's checkpoint would, with <c>inputs.safetensors</c>
/// (<c>N.input_ids</c>, <c>N.pixel_values</c>, <c>text.input_ids</c>) and <c>outputs.safetensors</c>: hidden states, projected features, logits, and
/// what greedy generation gives with its logits.
/// </summary>
public sealed class LlavaParity : IReferenceKind
{
    private const string Inputs = "inputs.safetensors", Outputs = "outputs.safetensors";
    private const double Tolerance = 1e-4;

    /// <inheritdoc/>
    public string Description => $"LLaVA reference folder (config.json with image_token_index, weights, {Inputs}, {Outputs})";

    /// <inheritdoc/>
    public IReadOnlyList<string> RequiredFiles => [Inputs, Outputs];

    /// <inheritdoc/>
    public bool Recognises(ReferenceFolder folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        return folder.Config is { } config && (config.ContainsKey("image_token_index") || config.ContainsKey("image_token_id"));
    }

    /// <inheritdoc/>
    public IReadOnlyList<ParityRow> Compare(ReferenceFolder folder, Device device)
    {
        ArgumentNullException.ThrowIfNull(folder);
        using var inference = inference_mode();
        using var scope = NewDisposeScope();
        using var model = LlavaCheckpoint.Load(folder.Path, new LlavaLoadOptions(ScalarType.Float32, Device: device));
        var (inputs, outputs) = (folder.Load(Inputs), folder.Load(Outputs));
        var rows = new List<ParityRow>();
        var questions = new List<(LlavaPrompt Prompt, long[] Expected)>();
        var pictures = new List<Tensor>();
        for (var i = 0; inputs.TryGetValue($"{i}.pixel_values", out var pixels); i++)
        {
            var stream = model.Vision.Embed(pixels.to(device));
            pictures.Add(model.Encode(stream, 0));
            var prompt = LlavaPrompt.Create(model.Config, Ids(inputs[$"{i}.input_ids"]), i);
            Add($"{i}.vision_selected", () => model.Select(model.Vision.RunBlocks(stream, 0, model.Config.FeatureBlocks)));
            Add($"{i}.image_features", () => pictures[^1]);
            Add($"{i}.logits", () => model.Logits([prompt], cat(pictures, 0)));
            if (!outputs.TryGetValue($"{i}.generated_ids", out var generated)) continue;
            questions.Add((prompt, Ids(generated)));
            Add($"{i}.generation_logits", () => GenerationLogits(model, prompt, Ids(generated), cat(pictures, 0)));
        }

        if (inputs.TryGetValue("text.input_ids", out var text)) Add("text.logits", () => model.Logits([LlavaPrompt.Create(model.Config, Ids(text), null)], null));
        rows.AddRange(Generated(model, questions, pictures));
        return rows;

        void Add(string name, Func<Tensor> compute)
        {
            if (outputs.TryGetValue(name, out var expected)) rows.Add(Comparison.Of(name, expected, compute(), Tolerance));
        }
    }

    /// <summary>The logits that chose each new token, from one pass over the prompt and the new tokens.</summary>
    private static Tensor GenerationLogits(LlavaModel model, LlavaPrompt prompt, long[] generated, Tensor pictures)
    {
        var all = LlavaPrompt.Create(model.Config, [.. prompt.Tokens, .. generated[..^1]], prompt.Picture);
        return model.Logits([all], pictures).narrow(1, prompt.Tokens.Count - 1, generated.Length);
    }

    /// <summary>Greedy ids with the cache: each prompt alone, and all in one padded batch. The reference goes on behind the
    /// end of text. The error counts ids that differ.</summary>
    private static IEnumerable<ParityRow> Generated(LlavaModel model, List<(LlavaPrompt Prompt, long[] Expected)> questions, List<Tensor> pictures)
    {
        if (questions.Count == 0) yield break;
        var features = cat(pictures, 0);
        var length = questions.Max(q => q.Expected.Length);
        foreach (var (batch, name) in new[] { (1, "generated ids"), (questions.Count, $"generated ids, {questions.Count} prompts in a batch") }.DistinctBy(b => b.Item1))
        {
            var answers = GreedyGeneration.Generate(model, [.. questions.Select(q => q.Prompt)], features, new GenerationOptions { BatchSize = batch, MaxNewTokens = length, EndTokens = [] });
            var different = questions.Zip(answers, (q, answer) => q.Expected.Zip(answer, (e, a) => e == a ? 0 : 1).Sum() + Math.Max(0, q.Expected.Length - answer.Count)).Sum();
            yield return new ParityRow(name, different, different, 0);
        }
    }

    private static long[] Ids(Tensor ids) => ids.to_type(ScalarType.Int64).data<long>().ToArray();
}
