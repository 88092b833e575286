using System.Text;
using Slug.Basics;
using Slug.Data.CelebA;
using Slug.Experiments.Configuration;
using Slug.Pipeline.Files;

namespace Slug.Experiments.Data;

/// <summary>
/// Checks that the concepts are people of CelebA, where its list is on this machine already: a name that is spelt otherwise would be noticed only
/// after images were fetched for hours.
/// </summary>
internal static class PeopleChecks
{
    /// <summary>Checks the concepts, and the list where one of them does not seem to be in it.</summary>
    /// <param name="options">The config.</param>
    /// <param name="check">Takes every mistake.</param>
    public static void Check(ExperimentOptions options, ConfigCheck check)
    {
        if (options.CelebA is not { } celeba || options.Download.GetValueOrDefault(celeba.Identities)?.LocalPath is not { } local) return;
        var path = Path.Combine(check.Run.RepositoryRoot, local);
        if (!File.Exists(path) || PlainFile.WhyNot(path) is not null) return;

        // The list has 200,000 lines, and every point of a sweep comes here: it is taken apart only for a name that is not among its bytes.
        var list = File.ReadAllBytes(path);
        var missing = options.Forgotten.Index().Where(c => list.AsSpan().IndexOf(Encoding.UTF8.GetBytes($" {Spelt(c.Item)}")) < 0).ToList();
        if (missing.Count == 0) return;
        try
        {
            var known = CelebAIdentities.Load(path);
            // What the bytes do not show the list may have all the same: in UTF-16, or behind a tab.
            foreach (var (i, concept) in missing.Where(c => !known.Names.Contains(Spelt(c.Item))))
                check.There(false, $"unlearn.concepts.{i}", $"{path} lists {known.Names.Count} people, and no '{concept}'{NearestNames.Hint(concept, known.DisplayNames)}");
        }
        catch (InvalidDataException unusable)
        {
            check.There(false, "celeba.identities", unusable.Message);
        }
    }

    private static string Spelt(string name) => name.Replace(' ', '_');
}
