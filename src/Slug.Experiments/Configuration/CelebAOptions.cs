namespace Slug.Experiments.Configuration;

/// <summary>CelebA's faces with the people's names, on which forgetting is measured (the paper's FA and TA_CA).</summary>
public sealed record CelebAOptions
{
    /// <summary>
    /// The download of the images: <c>img_align_celeba.zip</c>, a tar of the same, or by its <c>file</c> the folder of a user who has
    /// unpacked it.
    /// </summary>
    public required string Images { get; init; }

    /// <summary>The download of the list of identities with names, which is had from CelebA's authors on request.</summary>
    public required string Identities { get; init; }

    /// <summary>The tracked list of the people whose recognition must stay, relative to the repository root.</summary>
    public string FrequentNames { get; init; } = "data/celeba/frequent-names.txt";
}
