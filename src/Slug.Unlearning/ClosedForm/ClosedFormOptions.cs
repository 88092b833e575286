namespace Slug.Unlearning.ClosedForm;

/// <summary>The weights of the three terms of UCE's objective (Gandikota et al. 2024, equation 7).</summary>
public sealed record ClosedFormOptions
{
    /// <summary>Of the erased embeddings, e.</summary>
    public double Erase { get; init; } = 1;

    /// <summary>Of staying where the matrix is, λ.</summary>
    public double Stay { get; init; } = 0.1;

    /// <summary>Of the retained embeddings, p; null is <c>max(0.1, 1 / number of retained prompts)</c>, as the authors' program sets it.</summary>
    public double? Preserve { get; init; }

    /// <summary>UnlearnCanvas' settings for a style; the guide is <c>An image in Photo style</c>.</summary>
    public static ClosedFormOptions Style { get; } = new() { Erase = 0.05, Stay = 1 };

    /// <summary>UnlearnCanvas' settings for an object; the guide is <c>A Elephant image</c>.</summary>
    public static ClosedFormOptions Object { get; } = new() { Erase = 0.01, Stay = 10 };

    /// <summary>UCE's settings inside RECE (Gong et al. 2024).</summary>
    public static ClosedFormOptions Rece { get; } = new() { Erase = 1, Stay = 0.1, Preserve = 0.1 };

    internal double PreserveOf(int prompts) => Preserve ?? Math.Max(0.1, 1.0 / Math.Max(prompts, 1));
}
