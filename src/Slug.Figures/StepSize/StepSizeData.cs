namespace Slug.Figures.StepSize;

/// <summary>What the step-size figure of one concept and layer shows.</summary>
/// <param name="Concept">The concept to forget.</param>
/// <param name="Layer">The layer that moves, as people call it.</param>
/// <param name="Points">The steps evaluated, in any order; at least one.</param>
/// <param name="ChosenLambda">The step size taken; null where none forgets.</param>
/// <param name="RetainedBefore">Accuracy on everything else before unlearning, 0 to 1, where known.</param>
/// <param name="RetainedName">What the retained accuracy counts, such as <c>names, top-1</c>.</param>
/// <param name="ForgottenName">What the accuracy on the forgotten concept counts.</param>
public sealed record StepSizeData(
    string Concept,
    string Layer,
    IReadOnlyList<StepSizePoint> Points,
    double? ChosenLambda = null,
    double? RetainedBefore = null,
    string RetainedName = "other names, top-1",
    string ForgottenName = "FA@1");
