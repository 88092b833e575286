using System.ComponentModel.DataAnnotations;
using Slug.Pipeline.Configuration;
using Slug.Pipeline.Keys;

namespace Slug.Experiments.Configuration;

/// <summary>What the YAML of an experiment states whatever its family: the data, the published numbers. A family's own options derive from it.</summary>
public abstract record ExperimentOptions
{
    /// <summary>The experiment's name: its folder under <c>results/</c>.</summary>
    [RegularExpression("[A-Za-z0-9][A-Za-z0-9._-]*", ErrorMessage = "{0} names a folder: letters from a to z, digits, '.', '-' and '_', with a letter or digit first")]
    public required string Experiment { get; init; }

    /// <summary>The seed from which all randomness comes.</summary>
    [Range(0, int.MaxValue)]
    public long Seed { get; init; } = 1;

    /// <summary>What to fetch, by name.</summary>
    public IReadOnlyDictionary<string, DownloadOptions> Download { get; init; } = new Dictionary<string, DownloadOptions>();

    /// <summary>Data of your own: pictures with captions or classes.</summary>
    [OmittedWhenNull]
    public PairsOptions? Data { get; init; }

    /// <summary>The demo's data: emoji.</summary>
    public EmojiOptions? Emoji { get; init; }

    /// <summary>Pictures by style and object, as UnlearnCanvas has them.</summary>
    [OmittedWhenNull]
    public CanvasOptions? Canvas { get; init; }

    /// <summary>Training data from the web; null where the experiment has none.</summary>
    public LaionOptions? Laion { get; init; }

    /// <summary>ImageNet's validation set; null where nothing is measured on it.</summary>
    [ConfigKey("imagenet")]
    public ImageNetOptions? ImageNet { get; init; }

    /// <summary>CelebA's faces; null where nothing is measured on them.</summary>
    [ConfigKey("celeba")]
    public CelebAOptions? CelebA { get; init; }

    /// <summary>What a publication reports for this experiment, to stand in the table beside what was measured.</summary>
    [MaxLength(200)]
    public IReadOnlyList<PublishedRow> Published { get; init; } = [];

    /// <summary>The names of what is forgotten, each on its own, in the config's order.</summary>
    public abstract IReadOnlyList<string> Forgotten { get; }

    /// <summary>Whether a run that does not forget all of them counts as done all the same.</summary>
    public virtual bool MayFail => false;
}
