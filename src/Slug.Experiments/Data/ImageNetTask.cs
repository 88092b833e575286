namespace Slug.Experiments.Data;

/// <summary>The zero-shot task on ImageNet, whose accuracy is TA_IN (paper, section 4).</summary>
/// <param name="Classes">The class names, in the order of the synsets.</param>
/// <param name="Templates">Caption templates, <c>{name}</c> standing for the class.</param>
internal sealed record ImageNetTask(IReadOnlyList<string> Classes, IReadOnlyList<string> Templates);
