namespace Slug.Figures.TradeOff;

/// <summary>One method's result.</summary>
/// <param name="Method">Its name.</param>
/// <param name="Forgotten">Accuracy left on what was to be forgotten, 0 to 1; small is good.</param>
/// <param name="Retained">Accuracy on everything else, 0 to 1; large is good.</param>
/// <param name="Kind">Its role, which gives the mark its colour and shape.</param>
public sealed record MethodTradeOffPoint(string Method, double Forgotten, double Retained, MethodKind Kind = MethodKind.Comparison);
