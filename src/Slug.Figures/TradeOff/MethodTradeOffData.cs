namespace Slug.Figures.TradeOff;

/// <summary>What the trade-off figure shows.</summary>
/// <param name="Title">Title of the figure.</param>
/// <param name="ForgottenName">What the forgotten accuracy counts, such as <c>FA@1</c>.</param>
/// <param name="RetainedName">What the retained accuracy counts, such as <c>ImageNet, top-1</c>.</param>
/// <param name="Points">The methods; at least one.</param>
public sealed record MethodTradeOffData(string Title, string ForgottenName, string RetainedName, IReadOnlyList<MethodTradeOffPoint> Points)
{
    /// <summary>Labels of the axes where they are others than what is left and what is kept: horizontal, vertical.</summary>
    public (string Horizontal, string Vertical)? Axes { get; init; }
}
