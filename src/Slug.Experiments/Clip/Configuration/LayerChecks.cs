using Slug.Basics;
using Slug.Experiments.Configuration;
using Slug.Models.Clip;
using Slug.Unlearning.StepSearch;

namespace Slug.Experiments.Clip.Configuration;

/// <summary>Holds the layers that a config names against the model's card, in the layout that its checkpoint has.</summary>
/// <param name="card">What the config calls the card.</param>
/// <param name="model">The model's sizes.</param>
/// <param name="layout">The layout of its names; null where it is not known yet, and may be either.</param>
/// <param name="check">Takes every mistake.</param>
internal sealed class LayerChecks(string? card, ClipConfig model, ClipLayout? layout, ConfigCheck check)
{
    // Not what families have for themselves.
    private static readonly string[] Rules = [LayerChoice.Pareto, LayerChoice.Near, LayerChoice.All, LayerChoice.Deepest];

    private readonly ClipLayout[] _layouts = layout is { } known ? [known] : Enum.GetValues<ClipLayout>();

    private HashSet<string>? _names;

    private HashSet<string> Names => _names ??= _layouts.SelectMany(l => ClipLayerNames.Candidates(model, l)).ToHashSet(StringComparer.Ordinal);

    /// <summary>Whether the model has a candidate layer of that name.</summary>
    public bool Knows(string name) => Names.Contains(name);

    /// <summary>Whether a word of a config is a rule that a config may have.</summary>
    public static bool IsRule(string word) => Rules.Contains(word);

    /// <summary>Reports every name of a list of layers to search that is no candidate layer, with what may have been meant, that stands there twice, or that may not move.</summary>
    /// <param name="path">Where the list stands: <c>unlearn.candidates</c>.</param>
    /// <param name="names">A rule, or names.</param>
    /// <param name="whyNot">Why a layer that the model has may not move here; null where it may.</param>
    public void List(string path, IReadOnlyList<string> names, Func<string, string?>? whyNot = null)
    {
        if (names is [var only] && IsRule(only)) return;
        foreach (var (i, name) in names.Index())
        {
            var wrong = names.Take(i).Contains(name) ? $"'{name}' is named twice"
                : IsRule(name) ? $"'{name}' is a rule and stands alone; name layers, or give the rule only"
                : Knows(name) ? whyNot?.Invoke(name)
                : Unknown(name, Rules);
            check.That(wrong is null, $"{path}.{i}", wrong ?? "");
        }
    }

    /// <summary>Reports the name of the layer that shall win, where it is neither a rule nor a candidate layer.</summary>
    /// <param name="path">Where it stands.</param>
    /// <param name="name">The name.</param>
    public void Winner(string path, string name)
    {
        // Looking for the nearest name costs more than all else here.
        if (name != LayerChoice.Best && !IsRule(name) && !Knows(name)) check.That(false, path, Unknown(name, [LayerChoice.Best, LayerChoice.Deepest]));
    }

    // A name of the other layout is the right layer under a wrong name; every other is mistyped.
    private string Unknown(string name, IReadOnlyList<string> rules)
    {
        var translated = _layouts.SelectMany(l => ClipLayerNames.Translate(name, l)).Where(Knows).Select(n => $"'{n}'").ToList();
        return $"'{name}' is no candidate layer of {card}" + (translated.Count > 0
            ? $"; in the layout of its checkpoint that is {string.Join(" or ", translated)}"
            : NearestNames.Hint(name, Names.Concat(rules)));
    }
}
