using System.ComponentModel.DataAnnotations;
using Slug.Experiments.Clip.Configuration;
using Slug.Models.Classifiers;
using Slug.Pipeline.Keys;

namespace Slug.Experiments.Diffusion.Configuration;

/// <summary>Who says what pictures show: a zero-shot CLIP, classifiers of the user's, or classifiers that are trained on the grid. One of the three.</summary>
public sealed record JudgeOptions
{
    /// <summary>What classifiers call a picture that shows none of a domain's labels.</summary>
    internal const string Other = "other";

    /// <summary>A zero-shot CLIP, best not the one that is edited.</summary>
    [OmittedWhenNull]
    public ModelOptions? Clip { get; init; }

    /// <summary>The template of the zero-shot classifier.</summary>
    [RegularExpression(@"(?s).*\{name\}.*", ErrorMessage = "{0} must have {{name}} in it, which stands for the label")]
    public string Template { get; init; } = "a photo of {name}";

    /// <summary>
    /// Classifiers by domain, vision transformers in timm's layout such as UnlearnCanvas' <c>style50.pth</c>: the name of a download, which comes first, or a file,
    /// relative to the config. Their classes are the domain's labels in the order of <c>classes</c>.
    /// </summary>
    [OmittedWhenNull]
    public IReadOnlyDictionary<string, string>? Classifiers { get; init; }

    /// <summary>The classes of each classifier, in its order; without it the domain's labels in their order. One class more, the last, is taken for <c>other</c>, none of them; list it as that where no warning shall say so.</summary>
    [OmittedWhenNull]
    public IReadOnlyDictionary<string, IReadOnlyList<string>>? Classes { get; init; }

    /// <summary>In what numbers classifiers look at pictures: <c>fp32</c>, the default, or <c>bf16</c> for half the memory; <c>fp16</c> is refused.</summary>
    [OmittedWhenNull]
    public PictureNumbers? Numbers { get; init; }

    /// <summary>Classifiers that are trained on the grid's drawings, one a domain.</summary>
    [OmittedWhenNull]
    public ClassifierOptions? Train { get; init; }

    /// <summary>What a judge must get right on real pictures that it was not trained on, in each domain, to be believed.</summary>
    [Range(0.0, 1.0)]
    public double LeastAccuracy { get; init; } = 0.8;

    /// <summary>
    /// The share of a concept's pictures of the table that may still be called it for the table to call it forgotten, and its update to be published; 0.05 by default. What the
    /// search leaves (<c>unlearn.search.left</c>) it leaves of other pictures, so that of these it may be more.
    /// </summary>
    [OmittedWhenNull, Range(0.0, 1.0)]
    public double? Forgotten { get; init; }

    /// <summary>What pictures are called depends on, besides the classifiers' own content: not where they lie, nor whether single precision was said or left out, nor what is made of it.</summary>
    internal JudgeOptions ForKey() => this with { Classifiers = null, Forgotten = null, Numbers = Numbers == PictureNumbers.Bf16 ? PictureNumbers.Bf16 : null };
}
