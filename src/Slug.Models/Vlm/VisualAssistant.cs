using Slug.Models.Tokenizers.Llama;
using static TorchSharp.torch;

namespace Slug.Models.Vlm;

/// <summary>A question about a picture.</summary>
/// <param name="Text">The question.</param>
/// <param name="Picture">The picture's number among those that are asked about.</param>
public sealed record VisualQuestion(string Text, int Picture);

/// <summary>A LLaVA with its tokenizer and its prompt: answers questions in words.</summary>
public sealed class VisualAssistant : IDisposable
{
    private readonly LlamaTokenizer _tokenizer;
    private readonly PromptTemplate _template;

    /// <summary>Puts a model and its tokenizer together; the model is then the assistant's.</summary>
    /// <exception cref="InvalidDataException">The tokenizer does not fit the model.</exception>
    public VisualAssistant(LlavaModel model, LlamaTokenizer tokenizer, PromptTemplate? template = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(tokenizer);
        var problems = Problems(model.Config, tokenizer);
        if (problems.Count > 0) throw new InvalidDataException($"the tokenizer does not fit the model: {string.Join(" ", problems)}");
        (Model, _tokenizer, _template) = (model, tokenizer, template ?? PromptTemplate.Llava15);
    }

    /// <summary>The model.</summary>
    public LlavaModel Model { get; }

    /// <summary>Loads a folder in Hugging Face's layout. Config and tokenizer are read and compared before gigabytes of weights are.</summary>
    /// <exception cref="InvalidDataException">It is no LLaVA, or its tokenizer is missing or does not fit.</exception>
    /// <exception cref="Checkpoints.CheckpointException">Its weights are missing or do not fit.</exception>
    public static VisualAssistant Load(string folder, LlavaLoadOptions? options = null, PromptTemplate? template = null)
    {
        var (config, tokenizer) = (LlavaCheckpoint.ReadConfig(folder), LlamaTokenizerFiles.Load(folder));
        var problems = Problems(config, tokenizer);
        if (problems.Count > 0) throw new InvalidDataException($"{folder}: the tokenizer does not fit the model: {string.Join(" ", problems)}");
        return new VisualAssistant(LlavaCheckpoint.Load(folder, options), tokenizer, template);
    }

    /// <summary>What of a tokenizer does not fit a model, one line each.</summary>
    public static IReadOnlyList<string> Problems(LlavaConfig config, LlamaTokenizer tokenizer)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(tokenizer);
        var problems = new List<string>();
        if (tokenizer.VocabularySize > config.Text.VocabSize && tokenizer.VocabularySize != config.ImageToken + 1)
            problems.Add($"it has {tokenizer.VocabularySize} ids, the model's vocabulary {config.Text.VocabSize}.");
        if (tokenizer.IdOf(PromptTemplate.Image) is not { } image)
            problems.Add($"it has no token {PromptTemplate.Image}; added_tokens.json or tokenizer_config.json belongs beside tokenizer.model.");
        else if (image != config.ImageToken)
            problems.Add($"its {PromptTemplate.Image} is {image}, the model's (image_token_index) {config.ImageToken}.");
        return problems;
    }

    /// <summary>Answers questions.</summary>
    /// <param name="pictures">Vectors of the pictures from <see cref="LlavaModel.Encode(Tensor)"/>, <c>[pictures, tokens, width]</c>: made once for all questions.</param>
    /// <param name="questions">The questions.</param>
    /// <param name="options">How to generate.</param>
    /// <param name="cancellation">Stops between two tokens.</param>
    /// <returns>The answers, in the order of the questions.</returns>
    /// <exception cref="InvalidDataException">A question is empty, has no such picture, or is too long.</exception>
    public IReadOnlyList<string> Answer(Tensor pictures, IReadOnlyList<VisualQuestion> questions, GenerationOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(pictures);
        ArgumentNullException.ThrowIfNull(questions);
        var lost = questions.FirstOrDefault(q => q.Picture < 0 || q.Picture >= pictures.shape[0]);
        if (lost is not null) throw new InvalidDataException($"The question '{lost.Text}' is about picture {lost.Picture}; there are {pictures.shape[0]}.");
        var prompts = questions.Select(q => LlavaPrompt.Create(Model.Config, _tokenizer.Encode(_template.Of(q.Text, hasPicture: true)), q.Picture)).ToList();
        return [.. GreedyGeneration.Generate(Model, prompts, pictures, options, cancellation).Select(ids => _tokenizer.Decode(ids.Where(id => id < _tokenizer.VocabularySize)).Trim())];
    }

    /// <summary>Disposes the model.</summary>
    public void Dispose() => Model.Dispose();
}
