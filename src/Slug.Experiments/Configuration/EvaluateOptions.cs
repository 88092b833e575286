using System.ComponentModel.DataAnnotations;

namespace Slug.Experiments.Configuration;

/// <summary>How models are measured.</summary>
public sealed record EvaluateOptions
{
    /// <summary>Caption templates of the zero-shot classifier, <c>{name}</c> standing for the name.</summary>
    [MinLength(1)]
    public IReadOnlyList<string> Templates { get; init; } = ["an emoji of {name}"];
}
