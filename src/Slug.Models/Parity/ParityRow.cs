namespace Slug.Models.Parity;

/// <summary>How far one quantity is from its reference.</summary>
/// <param name="Quantity">What was compared.</param>
/// <param name="MaxAbsoluteError">The largest difference of any element.</param>
/// <param name="MaxRelativeError">That difference over the largest magnitude of the reference.</param>
/// <param name="Tolerance">The largest relative error that passes.</param>
public sealed record ParityRow(string Quantity, double MaxAbsoluteError, double MaxRelativeError, double Tolerance)
{
    /// <summary>Whether the error is within the tolerance; a comparison with something that is not a number never is.</summary>
    public bool Passed => MaxRelativeError <= Tolerance;
}
