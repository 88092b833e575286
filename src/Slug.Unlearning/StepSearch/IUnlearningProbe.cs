namespace Slug.Unlearning.StepSearch;

/// <summary>
/// Measures a model while a search changes one of its layers. The search always looks at the concept first: that takes a handful of images, the
/// retained accuracy takes all others.
/// </summary>
public interface IUnlearningProbe
{
    /// <summary>Announces which layer will change until the next call, so that everything the layer does not reach can be kept.</summary>
    void Focus(string layer) => Focus([layer]);

    /// <summary>As <see cref="Focus(string)"/>, for layers that change together; they may be of both towers.</summary>
    void Focus(IReadOnlyList<string> layers);

    /// <summary>FA@1 and FA@5 of the model as it is now.</summary>
    ForgetAccuracy MeasureForget();

    /// <summary>The mean retained accuracy of the model as it is now.</summary>
    double MeasureRetained();
}
