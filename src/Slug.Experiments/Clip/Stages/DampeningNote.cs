using Slug.Experiments.Clip.Configuration;

namespace Slug.Experiments.Clip.Stages;

/// <summary>Says below the table how selective dampening forgets where it may touch token embeddings (METHOD section 3).</summary>
internal static class DampeningNote
{
    /// <summary>The note, or none where no row is of such a dampening.</summary>
    /// <param name="options">The config.</param>
    public static IReadOnlyList<string> Of(ClipOptions options) => options.Compare.Any(row => row.IsDampening && !row.FreezeEmbeddings)
        ? [$"ssd with {ComparisonOptions.FreeEmbeddings} dampens word vectors too: it may 'forget' a concept that has a word of its own by deleting that word's vector."]
        : [];
}
