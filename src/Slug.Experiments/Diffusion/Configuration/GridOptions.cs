using System.ComponentModel.DataAnnotations;
using Slug.Pipeline.Keys;

namespace Slug.Experiments.Diffusion.Configuration;

/// <summary>Objects in styles: drawings of the emoji section's sets, each set under the word that captions have for its style.</summary>
public sealed record GridOptions
{
    /// <summary>The domain of the objects in prompts and tables.</summary>
    public const string ObjectDomain = "object";

    /// <summary>The domain of the styles.</summary>
    public const string StyleDomain = "style";

    /// <summary>The objects, names of the emoji section's list.</summary>
    [MinLength(2), MaxLength(1000)]
    public required IReadOnlyList<string> Objects { get; init; }

    /// <summary>The styles: the word in captions, which names files too, and the training vendor of the emoji section that draws so.</summary>
    public required IReadOnlyDictionary<string, string> Styles { get; init; }

    /// <summary>The caption of an object in a style.</summary>
    [RegularExpression(@"(?s)(?=.*\{object\})(?=.*\{style\}).*", ErrorMessage = "{0} must have {{object}} and {{style}} in it")]
    public string Caption { get; init; } = "a {style} style emoji of {object}";

    /// <summary>The caption of an object alone, which the forget set of an object has where <see cref="ForgetCaption"/> says no other.</summary>
    [RegularExpression(@"(?s).*\{object\}.*", ErrorMessage = "{0} must have {{object}} in it")]
    public string ObjectCaption { get; init; } = "an emoji of {object}";

    /// <summary>The caption of a style alone, which the forget set of a style has where <see cref="StyleForgetCaption"/> says no other.</summary>
    [RegularExpression(@"(?s).*\{style\}.*", ErrorMessage = "{0} must have {{style}} in it")]
    public string StyleCaption { get; init; } = "a {style} style emoji";

    /// <summary>The caption of an object's forget set: words that stand in captions of other things too are moved with it.</summary>
    [OmittedWhenNull, RegularExpression(@"(?s).*\{object\}.*", ErrorMessage = "{0} must have {{object}} in it")]
    public string? ForgetCaption { get; init; }

    /// <summary>The caption of a style's forget set.</summary>
    [OmittedWhenNull, RegularExpression(@"(?s).*\{style\}.*", ErrorMessage = "{0} must have {{style}} in it")]
    public string? StyleForgetCaption { get; init; }

    /// <summary>Pictures of each drawing in forget and retain sets: itself, and seeded views.</summary>
    [Range(1, 100)]
    public int Views { get; init; } = 4;

    /// <summary>Views of each drawing that judges are tested on; nothing is trained on them.</summary>
    [Range(1, 100)]
    public int TestViews { get; init; } = 4;

    /// <summary>Pairs in the retain set, a seeded choice of all names, styles and captions.</summary>
    [Range(2, 1_000_000)]
    public int RetainPairs { get; init; } = 1024;

    /// <summary>What trainings depend on: not the forget sets' captions.</summary>
    internal GridOptions Trained => this with { ForgetCaption = null, StyleForgetCaption = null };

    /// <summary>The caption of a concept's forget set.</summary>
    internal string ForgetCaptionOf(string concept) => Styles.ContainsKey(concept)
        ? (StyleForgetCaption ?? StyleCaption).Replace("{style}", concept, StringComparison.Ordinal)
        : (ForgetCaption ?? ObjectCaption).Replace("{object}", concept, StringComparison.Ordinal);
}
