using Slug.Models.Clip;
using Slug.Models.Tokenizers;
using static TorchSharp.torch;

namespace Slug.Evaluation.ZeroShot;

/// <summary>The prompts of a zero-shot classifier as token ids: every class name in every template. Made once, encoded as often as the model changes.</summary>
public sealed class ClassPrompts : IDisposable
{
    private ClassPrompts(IReadOnlyList<string> names, int templates, Tensor tokens)
    {
        Names = names;
        Templates = templates;
        Tokens = tokens;
    }

    /// <summary>The class names; a label is an index into them.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>How many templates each name stands in.</summary>
    public int Templates { get; }

    /// <summary>The ids, int64 <c>[names·templates, longest]</c>, the templates of a name next to each other; cut to the longest prompt.</summary>
    public Tensor Tokens { get; }

    /// <summary>Tokenizes every name in every template.</summary>
    public static ClassPrompts Create(ClipTokenizer tokenizer, IReadOnlyList<string> names, IReadOnlyList<string> templates, int contextLength, Device? device = null)
    {
        ArgumentNullException.ThrowIfNull(tokenizer);
        ArgumentNullException.ThrowIfNull(names);
        ArgumentNullException.ThrowIfNull(templates);
        if (names.Count == 0) throw new ArgumentException("A zero-shot classifier needs at least one class name.", nameof(names));
        if (templates.Count == 0) throw new ArgumentException("A zero-shot classifier needs at least one template.", nameof(templates));
        var sentences = names.SelectMany(name => templates.Select(template => PromptTemplates.Fill(template, name))).ToList();
        using var scope = NewDisposeScope();
        var tokens = TextTower.CutToLongest(tokenizer.Tokenize(sentences, contextLength)).to(device ?? CPU, copy: true);
        return new ClassPrompts(names, templates.Count, tokens.DetachFromDisposeScope());
    }

    /// <summary>Takes prompts that were tokenized already.</summary>
    /// <param name="names">The class names.</param>
    /// <param name="templates">How many templates each name stands in.</param>
    /// <param name="tokens">The ids, int64 <c>[names·templates, tokens]</c>, the templates of a name next to each other; not owned.</param>
    /// <exception cref="ArgumentException">There are no names, or not one row for each in each template.</exception>
    public static ClassPrompts FromTokens(IReadOnlyList<string> names, int templates, Tensor tokens)
    {
        ArgumentNullException.ThrowIfNull(names);
        ArgumentNullException.ThrowIfNull(tokens);
        if (names.Count == 0 || tokens.shape[0] != (long)names.Count * templates)
            throw new ArgumentException($"{names.Count} names in {templates} templates need as many rows of tokens; there are {tokens.shape[0]}.", nameof(tokens));
        using var scope = NewDisposeScope();
        return new ClassPrompts(names, templates, TextTower.CutToLongest(tokens).clone().DetachFromDisposeScope());
    }

    /// <summary>
    /// Class embeddings from the prompts' features: the mean over a name's templates of features of length one, of length one again
    /// (METHOD section 4, as open_clip does it).
    /// </summary>
    /// <param name="features">The prompts' features of length one, <c>[names·templates, embed]</c>.</param>
    /// <returns><c>[names, embed]</c>.</returns>
    public Tensor Average(Tensor features)
    {
        ArgumentNullException.ThrowIfNull(features);
        using var scope = NewDisposeScope();
        var mean = features.view(Names.Count, Templates, -1).mean([1]);
        return nn.functional.normalize(mean, dim: -1).MoveToOuterDisposeScope();
    }

    /// <summary>Disposes the ids.</summary>
    public void Dispose() => Tokens.Dispose();
}
