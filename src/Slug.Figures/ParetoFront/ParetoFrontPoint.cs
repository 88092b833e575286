namespace Slug.Figures.ParetoFront;

/// <summary>One candidate layer.</summary>
/// <param name="Layer">Its name as labels have it: without the tower, which the title says.</param>
/// <param name="Alignment">|cos| between the gradients of the forget and the retain loss, 0 to 1; small is good.</param>
/// <param name="Importance">Norm of the forget gradient over the norm of the weights; large is good.</param>
/// <param name="OnFront">Whether no other layer is better in both.</param>
/// <param name="Selected">Whether it is the layer that was changed.</param>
public sealed record ParetoFrontPoint(string Layer, double Alignment, double Importance, bool OnFront, bool Selected = false);
