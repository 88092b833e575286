namespace Slug.Unlearning.Methods;

/// <summary>The methods that the paper's table compares SLUG with (METHOD section 3).</summary>
public enum MethodKind
{
    /// <summary>Fine-tuning on the retain set alone.</summary>
    FineTuning,

    /// <summary>Gradient ascent on the forget set alone.</summary>
    GradientAscent,

    /// <summary>Each epoch a pass of ascent on the forget set, then one of fine-tuning on the retain set.</summary>
    AscentAndFineTuning,

    /// <summary>The same with gradients masked to the weights that matter most to the forget set.</summary>
    SaliencyUnlearning,

    /// <summary>Dampens the weights that matter much more to the forget set than to the retain set; no optimiser.</summary>
    SelectiveDampening,

    /// <summary>After RAZOR: all layers with a high score move at once. See <see cref="Razor"/>; it has rounds, not epochs.</summary>
    Razor,
}

/// <summary>The methods' short names, as tables and configs use them.</summary>
public static class MethodNames
{
    private static readonly (MethodKind Kind, string Name)[] Known =
    [
        (MethodKind.FineTuning, "ft"),
        (MethodKind.GradientAscent, "ga"),
        (MethodKind.AscentAndFineTuning, "gaft"),
        (MethodKind.SaliencyUnlearning, "salun"),
        (MethodKind.SelectiveDampening, "ssd"),
        (MethodKind.Razor, "razor"),
    ];

    private const string ContrastiveSuffix = "_o";

    /// <summary>The short name; the variants that forget with the contrastive loss end in <c>_o</c>.</summary>
    public static string Of(MethodKind kind, bool contrastiveForget = false) =>
        Known.First(k => k.Kind == kind).Name + (contrastiveForget ? ContrastiveSuffix : "");

    /// <summary>Reads a short name.</summary>
    /// <exception cref="ArgumentException">It is none; the known ones are listed.</exception>
    public static (MethodKind Kind, bool ContrastiveForget) Parse(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var contrastive = name.EndsWith(ContrastiveSuffix, StringComparison.Ordinal);
        var plain = contrastive ? name[..^ContrastiveSuffix.Length] : name;
        foreach (var (kind, known) in Known)
        {
            if (known == plain) return (kind, contrastive);
        }

        throw new ArgumentException($"'{name}' is no comparison method; known are {string.Join(", ", Known.Select(k => k.Name))}, each also with '{ContrastiveSuffix}'.", nameof(name));
    }
}
