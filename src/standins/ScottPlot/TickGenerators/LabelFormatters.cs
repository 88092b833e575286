using System.Globalization;

namespace ScottPlot.TickGenerators;

/// <summary>Ways to write a tick's value.</summary>
public class LabelFormatters
{
    /// <summary>Whole and large numbers with thousands separators, others as short as possible.</summary>
    /// <param name="value">The value.</param>
    public static string Numeric(double value)
    {
        if (value == Math.Round(value) || Math.Abs(value) > 1000)
            return (value == 0 ? 0 : value).ToString("N0", CultureInfo.CurrentCulture);
        return Math.Round(value, 10).ToString("G", CultureInfo.CurrentCulture);
    }
}
