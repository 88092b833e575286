using ScottPlot;

namespace Slug.Figures.Style;

/// <summary>
/// The colours of every figure, from the palette of Okabe and Ito, which people with the common kinds of colour blindness can tell
/// apart. One meaning has one colour everywhere.
/// </summary>
internal static class FigureColors
{
    /// <summary>What is to be forgotten, and its accuracy.</summary>
    internal static readonly Color Forget = Color.FromHex("#D55E00");

    /// <summary>A milder look at what is to be forgotten: top-5 beside top-1.</summary>
    internal static readonly Color ForgetLoose = Color.FromHex("#E69F00");

    /// <summary>What is to be kept, and its accuracy.</summary>
    internal static readonly Color Retain = Color.FromHex("#0072B2");

    /// <summary>What was chosen: a layer, a step size.</summary>
    internal static readonly Color Chosen = Color.FromHex("#007A5A");

    /// <summary>Text, axes.</summary>
    internal static readonly Color Ink = Color.FromHex("#222222");

    /// <summary>What stays in the background.</summary>
    internal static readonly Color Faint = Color.FromHex("#8A8A8A");

    /// <summary>Grid lines.</summary>
    internal static readonly Color Grid = Color.FromHex("#E6E6E6");

    /// <summary>The sequential map of the similarity matrix, pale to dark blue: order survives in gray too.</summary>
    internal static readonly Color[] Sequential =
        [.. new[] { "#F7FBFF", "#DEEBF7", "#C6DBEF", "#9ECAE1", "#6BAED6", "#4292C6", "#2171B5", "#08519C", "#08306B" }.Select(Color.FromHex)];
}
