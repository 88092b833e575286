using Slug.Experiments.Diffusion.Configuration;

namespace Slug.Experiments.Diffusion.Inputs;

/// <summary>What the small models hear of a thing in a style: mostly both, sometimes the one or the other alone, so that each has a meaning of its own.</summary>
internal static class StyleCaptions
{
    private static readonly double[] Shares = [0.50, 0.18, 0.10, 0.12, 0.10];

    /// <summary>How many kinds there are.</summary>
    public static int Kinds => Shares.Length;

    /// <summary>How often a kind is drawn.</summary>
    public static double ShareOf(int kind) => Shares[kind];

    /// <summary>Whether a kind names the thing and the style.</summary>
    public static bool SaysBoth(int kind) => kind is 0 or 4;

    /// <summary>The caption of a kind.</summary>
    public static string Of(GridOptions grid, string name, string style, int kind) => kind switch
    {
        0 => Filled(grid.Caption, name, style),
        1 => Filled(grid.ObjectCaption, name, style),
        2 => name,
        3 => Filled(grid.StyleCaption, name, style),
        _ => $"{name} in {style} style",
    };

    /// <summary>The caption that a number from 0 to 1 draws.</summary>
    public static string Draw(GridOptions grid, string name, string style, double drawn) => Of(grid, name, style, KindOf(drawn, both: false));

    /// <summary>The kind that a number from 0 to 1 draws.</summary>
    /// <param name="drawn">The number.</param>
    /// <param name="both">Whether only kinds that name thing and style are drawn.</param>
    public static int KindOf(double drawn, bool both)
    {
        var left = drawn * Enumerable.Range(0, Kinds).Where(k => !both || SaysBoth(k)).Sum(k => Shares[k]);
        var last = 0;
        for (var kind = 0; kind < Kinds; kind++)
        {
            if (both && !SaysBoth(kind)) continue;
            last = kind;
            if (left < Shares[kind]) return kind;
            left -= Shares[kind];
        }

        return last;
    }

    private static string Filled(string template, string name, string style) =>
        template.Replace("{object}", name, StringComparison.Ordinal).Replace("{style}", style, StringComparison.Ordinal);
}
