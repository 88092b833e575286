using Slug.Data.WebDataset;

namespace Slug.Data.Pairs;

/// <summary>Says what pairs show: which concepts they name, and which class.</summary>
internal sealed class PairLabels
{
    private readonly Dictionary<string, int> _classes;
    private readonly IReadOnlyList<(string Name, CaptionMatcher Matcher)> _concepts;
    private readonly IReadOnlyList<(string Name, CaptionMatcher Matcher)> _named;
    private readonly bool _oneConcept;
    private readonly bool _isListed;

    /// <param name="options">Concepts, classes and the way of matching.</param>
    /// <param name="pairs">All pairs, whose classes are taken where none are listed.</param>
    public PairLabels(PairDivisionOptions options, IReadOnlyList<SurveyedPair> pairs)
    {
        _isListed = options.Classes is not null;
        IEnumerable<string> given = options.Classes ?? [.. pairs.Select(p => p.Class).OfType<string>().Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.Ordinal)];
        // A concept is a class in the spelling of `unlearn.concepts`, whether the list has it or not: forgetting is measured against it.
        var names = given.Select(name => options.Concepts.FirstOrDefault(c => Same(c, name)) ?? name).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        names.AddRange(options.Concepts.Where(c => !names.Contains(c, StringComparer.OrdinalIgnoreCase)));
        Classes = names;
        _classes = names.Index().ToDictionary(n => n.Item, n => n.Index, StringComparer.OrdinalIgnoreCase);
        _concepts = [.. options.Concepts.Select(c => (c, new CaptionMatcher(c, options.Match)))];
        _named = [.. names.Select(n => (n, new CaptionMatcher(n, CaptionMatchMode.Words)))];
        _oneConcept = options.Concepts.Count == 1;
    }

    /// <summary>The zero-shot classes.</summary>
    public IReadOnlyList<string> Classes { get; }

    /// <summary>The concepts that a pair is to be forgotten with.</summary>
    public IReadOnlyList<string> ConceptsOf(SurveyedPair pair)
    {
        // A set of its own is the concept, whatever its captions say.
        if (pair.Role == PairRole.Forget && _oneConcept) return [_concepts[0].Name];
        return [.. _concepts.Where(c => (pair.Class is { } of && Same(of, c.Name)) || c.Matcher.Matches(pair.Caption)).Select(c => c.Name)];
    }

    /// <summary>The class that a pair shows; null where it shows none, or its caption names several.</summary>
    public int? ClassOf(SurveyedPair pair)
    {
        if (pair.Role == PairRole.Forget && _oneConcept) return _classes[_concepts[0].Name];
        if (pair.Class is { } of)
        {
            if (_classes.TryGetValue(of, out var known)) return known;
            // webdataset's own way, an index into the list.
            if (_isListed && int.TryParse(of, out var index) && index >= 0 && index < Classes.Count) return index;
        }

        if (pair.Caption is not { } caption) return null;
        if (ConceptsOf(pair) is [var concept]) return _classes[concept];
        var named = _named.Where(c => c.Matcher.Matches(caption)).Select(c => c.Name).ToList();
        // 'tiger' within 'tiger face' is no second one.
        var whole = named.Where(n => !named.Exists(other => other.Length > n.Length && other.Contains(n, StringComparison.OrdinalIgnoreCase))).ToList();
        return whole is [var only] ? _classes[only] : null;
    }

    private static bool Same(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
