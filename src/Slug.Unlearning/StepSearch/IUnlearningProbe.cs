namespace Slug.Unlearning.StepSearch;

/// <summary>
/// Measures a model while a search changes one of its layers. The search always looks at the concept first: that takes a handful of images, the
/// retained accuracy takes all others.
/// </summary>
public interface IUnlearningProbe
{
    /// <summary>
    /// Announces which layers will change until the next call, so that everything that they do not reach can be kept; they may be of both towers.
    /// </summary>
    void Focus(IReadOnlyList<string> layers);

    /// <summary>FA@1 and FA@5 of the model as it is now.</summary>
    ForgetAccuracy MeasureForget();

    /// <summary>The mean retained accuracy of the model as it is now.</summary>
    double MeasureRetained();
}
