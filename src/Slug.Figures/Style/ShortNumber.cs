using System.Globalization;

namespace Slug.Figures.Style;

/// <summary>Numbers for people.</summary>
internal static class ShortNumber
{
    /// <summary>Three digits, zeros at the end included; very small and large numbers with a power of ten, as <c>1e-6</c>.</summary>
    /// <param name="number">A finite number.</param>
    internal static string Text(double number)
    {
        if (number == 0)
            return "0";
        int magnitude = (int)Math.Floor(Math.Log10(Math.Abs(number)));
        return magnitude is < -3 or > 3
            ? number.ToString("0.##e0", CultureInfo.InvariantCulture)
            : number.ToString("F" + Math.Max(0, 2 - magnitude), CultureInfo.InvariantCulture);
    }
}
