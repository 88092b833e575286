using System.Globalization;

namespace Slug.Figures.Style;

/// <summary>Sizes of files and memory for people, in powers of 1024.</summary>
internal static class ByteSize
{
    private static readonly string[] Units = ["B", "KiB", "MiB", "GiB", "TiB"];

    /// <summary><c>512 B</c>, <c>1.2 MiB</c>.</summary>
    internal static string Text(double bytes)
    {
        int power = 0;
        for (; bytes >= 1024 && power < Units.Length - 1; power++)
            bytes /= 1024;
        return $"{bytes.ToString(power == 0 ? "0" : "0.0", CultureInfo.InvariantCulture)} {Units[power]}";
    }
}
