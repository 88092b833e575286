using Slug.Basics;
using Slug.Experiments.Clip.Configuration;
using Slug.Experiments.Configuration;

namespace Slug.Experiments.Diffusion.Configuration;

/// <summary>The rows of the comparison.</summary>
internal static class CompareChecks
{
    /// <summary>Reports methods that are none, rows that are one, and what a row's method has no use for.</summary>
    /// <param name="options">The config.</param>
    /// <param name="check">Takes every mistake.</param>
    public static void Check(DiffusionOptions options, ConfigCheck check)
    {
        foreach (var (i, row) in options.Compare.Index())
        {
            if (!EditingOptions.All.Contains(row.Method))
            {
                check.That(false, $"compare.{i}.method", $"'{row.Method}' is no method{NearestNames.Aside(row.Method, EditingOptions.All)}; there are {string.Join(", ", EditingOptions.All)}");
                continue;
            }

            check.That(!options.Compare.Take(i).Any(other => other.FileName == row.FileName), $"compare.{i}", $"the comparison with {row.FileName.Replace('-', ' ')} is listed twice (rows that differ in batch, epochs, the names of layers or a closed form's weights alone have one name)");
            if (row.Mistake() is var (key, message)) check.That(false, $"compare.{i}.{key}", message);
            foreach (var place in DiffusionChecks.Placeholder().Matches(row.Guide ?? "").Select(m => m.Value).Distinct())
                check.That(false, $"compare.{i}.guide", $"'{row.Guide}' has {place}, which nothing is put in for: a guide is one prompt for all concepts, as it stands");
            if (row.IsSlug) SlugRow(options.Unlearn, row, $"compare.{i}", check);
        }
    }

    private static void SlugRow(ForgettingOptions own, EditingOptions row, string path, ConfigCheck check)
    {
        var unlearn = row.Over(own);
        check.That(
            row.Layer is not null || Settings(unlearn) != Settings(own), path,
            $"this row of '{row.Method}' is what unlearn does itself: give it another 'objective', 'direction', 'damping', 'layer' or 'left'");
        check.That(row.Left is null || own.Search is { IsCanvas: false, By: SearchEye.Pictures }, $"{path}.left", "is of a search by pictures and bisection: the rule 'canvas' and a search by 'zeroShot' have conditions of their own");
        check.That(row.Layer is not { Count: 0 }, $"{path}.layer", "names no layer");
        check.That(unlearn.Direction == AscentDirection.Whitened || row.Damping is null, $"{path}.damping", "only the whitened direction has a damping");

        static (ForgetObjective, AscentDirection, double, double) Settings(ForgettingOptions o) =>
            (o.Objective ?? ForgetObjective.Cosine, o.Direction ?? AscentDirection.Gradient, o.Direction == AscentDirection.Whitened ? o.Damping ?? UnlearnOptions.DefaultDamping : 0, o.Search.Left);
    }
}
