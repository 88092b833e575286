using System.Globalization;

namespace Slug.Pipeline.Planning;

/// <summary>Durations and amounts as people read them.</summary>
public static class Durations
{
    /// <summary><c>0.3 s</c>, <c>12.4 s</c>, <c>4:02</c>, <c>1:04:02</c>.</summary>
    public static string Text(TimeSpan duration) => duration.TotalSeconds < 59.95
        ? duration.TotalSeconds.ToString("0.0 s", CultureInfo.InvariantCulture)
        : Math.Round(duration.TotalSeconds) < 3600
            ? TimeSpan.FromSeconds(Math.Round(duration.TotalSeconds)).ToString(@"m\:ss", CultureInfo.InvariantCulture)
            : $"{(int)(Math.Round(duration.TotalSeconds) / 3600)}:{TimeSpan.FromSeconds(Math.Round(duration.TotalSeconds)).ToString(@"mm\:ss", CultureInfo.InvariantCulture)}";

    /// <summary>An amount with its unit: <c>24,000 pairs</c>; bytes as <c>1.2 MiB</c>.</summary>
    public static string Amount(double amount, string unit)
    {
        if (unit != "B")
            return $"{amount.ToString(amount is > 0 and < 10 && amount % 1 != 0 ? "0.0" : "#,0", CultureInfo.InvariantCulture)} {unit}";
        string[] units = ["B", "KiB", "MiB", "GiB", "TiB"];
        var power = 0;
        for (; amount >= 1024 && power < units.Length - 1; power++)
            amount /= 1024;
        return $"{amount.ToString(power == 0 ? "0" : "0.0", CultureInfo.InvariantCulture)} {units[power]}";
    }
}
