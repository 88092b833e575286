namespace Slug.Figures.TradeOff;

/// <summary>The role of a method in a comparison.</summary>
public enum MethodKind
{
    /// <summary>A method to compare with.</summary>
    Comparison,

    /// <summary>The model before unlearning.</summary>
    Original,

    /// <summary>The single-layer update.</summary>
    Ours,
}
