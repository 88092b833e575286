using System.ComponentModel.DataAnnotations;

namespace Slug.Experiments.Configuration;

/// <summary>ImageNet's validation set, on which utility is measured (the paper's TA_IN).</summary>
public sealed record ImageNetOptions
{
    /// <summary>The download of the images: <c>ILSVRC2012_img_val.tar</c> as ImageNet publishes it.</summary>
    public required string Validation { get; init; }

    /// <summary>The download of the labels: <c>ILSVRC2012_devkit_t12.tar.gz</c>, or a list such as <c>valprep.sh</c>.</summary>
    public required string Labels { get; init; }

    /// <summary>The tracked list of class names in the order of the sorted synsets, relative to the repository root.</summary>
    public string Classes { get; init; } = "data/imagenet/classes.txt";

    /// <summary>The tracked list of caption templates, relative to the repository root.</summary>
    public string Templates { get; init; } = "data/imagenet/templates-simple.txt";

    /// <summary>The share of the images that is measured on, a seeded fixed subset; the paper takes 5 %.</summary>
    [Range(1e-6, 1.0)]
    public double Share { get; init; } = 0.05;
}
