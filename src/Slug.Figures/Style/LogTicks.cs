using System.Globalization;
using ScottPlot.TickGenerators;

namespace Slug.Figures.Style;

/// <summary>
/// Ticks for an axis that shows logarithms to base 10: powers of ten where there are enough of them, else 1-2-5 steps, else finer.
/// (The plotting package has no logarithmic axis, and its own generator leaves less than a decade without labels.)
/// </summary>
internal static class LogTicks
{
    private const int Enough = 3;
    private const int Good = 4;
    private const int Most = 9;

    private static readonly double[] RoundSteps = [5, 2, 1, 0.5, 0.2, 0.1];

    private static readonly double[][] Mantissas = [[1], [1, 2, 5], [1, 1.5, 2, 3, 4, 5, 6, 8]];

    /// <summary>Labelled and plain tick positions.</summary>
    /// <param name="low">Lower end of the axis, as a logarithm.</param>
    /// <param name="high">Upper end of the axis, as a logarithm.</param>
    /// <param name="inPowers">Writes powers of ten whatever the numbers, so that figures which are seen beside each other have one notation.</param>
    internal static (IReadOnlyList<LogTick> Major, IReadOnlyList<double> Minor) Between(double low, double high, bool inPowers = false)
    {
        double[] values = Labelled(low, high);
        bool powers = inPowers || NeedsPowers(values);
        LogTick[] major = [.. values.Select(value => new LogTick(Math.Log10(value), powers ? PowerLabel(value) : PlainLabel(value)))];
        double[] minor =
        [
            .. Decades(low - 1, high)
                .SelectMany(decade => Enumerable.Range(1, 9).Select(mantissa => Math.Log10(mantissa) + decade))
                .Where(position => position >= low && position <= high && !major.Any(tick => Math.Abs(tick.Position - position) < 1e-9)),
        ];
        return (major, minor);
    }

    /// <summary>A generator with those ticks.</summary>
    internal static NumericManual Generator(double low, double high, bool inPowers = false)
    {
        (IReadOnlyList<LogTick> major, IReadOnlyList<double> minor) = Between(low, high, inPowers);
        NumericManual generator = new();
        foreach (LogTick tick in major)
            generator.AddMajor(tick.Position, tick.Label);
        foreach (double position in minor)
            generator.AddMinor(position);
        return generator;
    }

    private static double[] Labelled(double low, double high)
    {
        double[] best = [];
        foreach (double[] mantissas in Mantissas)
        {
            double[] values =
            [
                .. Decades(low - 1, high).SelectMany(decade => mantissas.Select(mantissa => mantissa * Math.Pow(10, decade)))
                    .Where(value => Math.Log10(value) >= low - 1e-9 && Math.Log10(value) <= high + 1e-9),
            ];
            if (values.Length > Most)
                return best.Length > 0 ? best : [.. values.Where((_, index) => index % ((values.Length / Most) + 1) == 0)];
            if (values.Length >= (NeedsPowers(values) ? Enough : Good))
                return values; // Powers make wide labels, so three of them will do.
            if (values.Length >= Enough)
                best = values;
        }

        return best.Length > 0 ? best : Linear(Math.Pow(10, low), Math.Pow(10, high));
    }

    /// <summary>Round values at even distances, for an axis so short that logarithms hardly bend it.</summary>
    private static double[] Linear(double from, double to)
    {
        double unit = Math.Pow(10, Math.Floor(Math.Log10(to - from)));
        double step = RoundSteps.Select(factor => factor * unit).First(candidate => (to - from) / candidate >= Enough + 0.5);
        long first = (long)Math.Ceiling(from / step);
        long last = (long)Math.Floor(to / step);
        return [.. Enumerable.Range(0, (int)(last - first) + 1).Select(i => (first + i) * step)];
    }

    private static bool NeedsPowers(double[] values) => values.Any(value => value is < 0.000999 or > 9999);

    private static IEnumerable<int> Decades(double low, double high) =>
        Enumerable.Range((int)Math.Floor(low), (int)Math.Ceiling(high) - (int)Math.Floor(low) + 1);

    private static string PlainLabel(double value) => value.ToString("#,0.########", CultureInfo.InvariantCulture);

    private static string PowerLabel(double value)
    {
        int exponent = (int)Math.Floor(Math.Log10(value) + 1e-9);
        double mantissa = value / Math.Pow(10, exponent);
        string power = "10" + Superscript(exponent);
        return Math.Abs(mantissa - 1) < 1e-9 ? power : $"{mantissa.ToString("0.####", CultureInfo.InvariantCulture)}×{power}";
    }

    private static string Superscript(int exponent) => string.Concat(
        exponent.ToString(CultureInfo.InvariantCulture).Select(c => c == '-' ? '⁻' : "⁰¹²³⁴⁵⁶⁷⁸⁹"[c - '0']));
}
