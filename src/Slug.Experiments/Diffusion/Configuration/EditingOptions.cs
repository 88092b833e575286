using System.ComponentModel.DataAnnotations;
using Slug.Pipeline.Keys;

namespace Slug.Experiments.Diffusion.Configuration;

/// <summary>A method that SLUG is compared with.</summary>
public sealed record EditingOptions
{
    /// <summary>Unified concept editing.</summary>
    public const string Uce = "uce";

    /// <summary>Reliable concept erasing.</summary>
    public const string Rece = "rece";

    /// <summary>The methods.</summary>
    public static IReadOnlyList<string> All { get; } = [Uce, Rece];

    /// <summary><c>uce</c> or <c>rece</c>: closed forms that edit the network's attention to the prompt.</summary>
    public required string Method { get; init; }

    /// <summary>What the concept becomes: a prompt; null sends it to the mean of the retained prompts of its domain.</summary>
    [OmittedWhenNull]
    public string? Guide { get; init; }

    /// <summary>Weight of what is erased, e.</summary>
    [Range(1e-9, 1e9)]
    public double Erase { get; init; } = 1;

    /// <summary>Weight of staying where the matrices are, λ.</summary>
    [Range(1e-9, 1e9)]
    public double Stay { get; init; } = 0.1;

    /// <summary>Weight of what is retained, p; null is max(0.1, 1/n).</summary>
    [OmittedWhenNull, Range(0.0, 1e9)]
    public double? Preserve { get; init; }
}
