using System.Globalization;
using Slug.Models.Parity;

namespace Slug.Build.Parity;

/// <summary>Prints comparisons as a table.</summary>
internal static class ParityTable
{
    /// <summary>Prints a line per quantity and a closing one.</summary>
    /// <param name="rows">The comparisons.</param>
    /// <param name="output">Where to.</param>
    /// <returns>Whether all are within their tolerance.</returns>
    public static bool Print(IReadOnlyList<(string Reference, ParityRow Row)> rows, TextWriter output)
    {
        var width = rows.Max(r => Label(r).Length);
        output.WriteLine($"{"quantity".PadRight(width)}  absolute  relative  tolerance");
        foreach (var row in rows)
        {
            var (_, absolute, relative, tolerance) = row.Row;
            var verdict = row.Row.Passed ? "" : "  BEYOND";
            output.WriteLine($"{Label(row).PadRight(width)}  {Number(absolute)}  {Number(relative)}  {Number(tolerance)} {verdict}".TrimEnd());
        }
        var beyond = rows.Count(r => !r.Row.Passed);
        output.WriteLine(beyond == 0
            ? $"{rows.Count} quantities compared, all within their tolerance."
            : $"{beyond} of {rows.Count} quantities are beyond their tolerance.");
        return beyond == 0;
    }

    private static string Label((string Reference, ParityRow Row) row) => $"{row.Reference}: {row.Row.Quantity}";

    private static string Number(double value) => value.ToString(value == 0 ? "0" : "0.0e+00", CultureInfo.InvariantCulture).PadLeft(8);
}
