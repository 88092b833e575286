using Slug.Data;
using Slug.Experiments.Data;

namespace Slug.Experiments.Clip.Measures;

/// <summary>What a model is measured on.</summary>
/// <param name="Test">The test set's pictures.</param>
/// <param name="Classes">Its classes.</param>
/// <param name="Templates">The caption templates of its classifiers.</param>
/// <param name="RetainedMeasure">What the accuracy on the other names is called.</param>
/// <param name="ImageNet">ImageNet's pictures and task, where it is measured on.</param>
/// <param name="Unseen">Pairs that the model never saw, for the membership attack; null takes the test pictures.</param>
internal sealed record EvaluationSets(
    EvaluationSet Test, ClassList Classes, IReadOnlyList<string> Templates, string RetainedMeasure, (EvaluationSet Pictures, ImageNetTask Task)? ImageNet,
    PairSet? Unseen)
{
    /// <summary>Whether the names fall into coarser classes too.</summary>
    public bool HasSubcategories => Classes.Subcategories.Count > 0;

    /// <summary>
    /// The test pictures on which it is measured what is kept when concepts go, as indices: those of all other names, or of the names that the data set
    /// lists for it. A forgotten name on such a list counts, as in the paper, whose TA_CA is over the same hundred names whoever is forgotten.
    /// </summary>
    /// <param name="forgotten">The concepts' classes.</param>
    public IReadOnlyList<int> Kept(IReadOnlyCollection<int> forgotten)
    {
        var listed = Classes.Retained?.ToHashSet();
        return [.. Enumerable.Range(0, Test.Labels.Count).Where(i => listed?.Contains(Test.Labels[i]) ?? !forgotten.Contains(Test.Labels[i]))];
    }
}
