using System.Globalization;
using Slug.Evaluation.Generations;
using Slug.Experiments.Diffusion.Configuration;
using Slug.Experiments.Graph;

namespace Slug.Experiments.Diffusion.Pictures;

/// <summary>A picture to be generated.</summary>
/// <param name="Prompt">The prompt.</param>
/// <param name="Labels">What it asks for, a label a domain.</param>
/// <param name="Template">Which of the config's prompts it was made of.</param>
/// <param name="Seed">The seed of its noise.</param>
public sealed record PicturePrompt(string Prompt, IReadOnlyDictionary<string, string> Labels, int Template, long Seed)
{
    /// <summary>Whether it is a picture of an answer set of UnlearnCanvas, which has its own names and is a JPEG.</summary>
    public bool IsAnswer { get; init; }

    /// <summary>Its file's name: <c>0_bold_rocket_seed188.png</c>, or <c>Pop_Art_Dogs_seed188.jpg</c>.</summary>
    public string FileName => IsAnswer
        ? new AnswerName(Labels[GridOptions.StyleDomain], Labels[GridOptions.ObjectDomain], Seed).FileName
        : string.Create(CultureInfo.InvariantCulture, $"{Template}_{string.Join('_', Labels.OrderBy(l => l.Key, StringComparer.Ordinal).Select(l => new Concept(l.Value).FileName))}_seed{Seed}.png");

    /// <summary>The same as a picture of a model's set.</summary>
    public WantedPicture ToWanted() => new(FileName, Prompt, Labels, Seed);
}

/// <summary>All pictures that a config asks for.</summary>
public static class PicturePrompts
{
    /// <summary>Every prompt with every label of the domains that it names, at every seed: the seeds of a prompt next to each other.</summary>
    /// <param name="templates">The prompts with their placeholders.</param>
    /// <param name="labels">The labels of each domain.</param>
    /// <param name="seeds">The seeds.</param>
    public static IReadOnlyList<PicturePrompt> Of(IReadOnlyList<string> templates, IReadOnlyDictionary<string, IReadOnlyList<string>> labels, IReadOnlyList<long> seeds) =>
        [.. templates.Index().SelectMany(t => Filled(t.Item, t.Index, labels)).SelectMany(prompt => seeds.Select(seed => prompt with { Seed = seed }))];

    /// <summary>The pictures that a model is measured on: every prompt at every seed, but where the config has fewer for what does not ask for the concept.</summary>
    /// <param name="options">The pictures of the config.</param>
    /// <param name="labels">The labels of each domain.</param>
    /// <param name="concept">What the model was to forget; null is the original, which has all.</param>
    public static IReadOnlyList<PicturePrompt> Of(GenerateOptions options, IReadOnlyDictionary<string, IReadOnlyList<string>> labels, string? concept)
    {
        ArgumentNullException.ThrowIfNull(options);
        var all = Of(options.Prompts, labels, options.Seeds);
        if (concept is null || options.OtherSeeds is null) return all;
        var kept = options.KeptSeeds.ToHashSet();
        return [.. all.Where(p => kept.Contains(p.Seed) || p.Labels.Values.Contains(concept))];
    }

    /// <summary>A sample of the pictures that ask for a label, or for none of it, at seeds that are none of the config's: what a search looks at.</summary>
    /// <param name="options">The pictures that are measured later.</param>
    /// <param name="labels">The labels of each domain.</param>
    /// <param name="domain">The label's domain.</param>
    /// <param name="label">The label.</param>
    /// <param name="wanted">Whether the pictures shall ask for it.</param>
    /// <param name="count">How many, spread evenly over the prompts.</param>
    public static IReadOnlyList<PicturePrompt> Sample(
        GenerateOptions options, IReadOnlyDictionary<string, IReadOnlyList<string>> labels, string domain, string label, bool wanted, int count)
    {
        ArgumentNullException.ThrowIfNull(options);
        // A seed of the prompts' own for each, so that few pictures are of many noises.
        var prompts = Of(options.Prompts, labels, [0]).Where(p => p.Labels[domain] == label == wanted).ToList();
        var first = options.Seeds.Max() + 1;
        return [.. Enumerable.Range(0, count).Select(i => prompts[(int)((long)i * prompts.Count / count % prompts.Count)] with { Seed = first + i })];
    }

    private static IEnumerable<PicturePrompt> Filled(string template, int index, IReadOnlyDictionary<string, IReadOnlyList<string>> labels)
    {
        IEnumerable<(string Text, Dictionary<string, string> Labels)> filled = [(template, [])];
        foreach (var (domain, names) in labels.OrderBy(d => d.Key, StringComparer.Ordinal))
            filled = filled.SelectMany(f => names.Select(name => (f.Text.Replace($"{{{domain}}}", name.Replace('_', ' '), StringComparison.Ordinal), new Dictionary<string, string>(f.Labels) { [domain] = name })));
        return filled.Select(f => new PicturePrompt(f.Text, f.Labels, index, 0));
    }
}
