using Slug.Data.Pairs;
using Slug.Experiments.Configuration;
using Slug.Pipeline.Files;

namespace Slug.Experiments.Data.Pairs;

/// <summary>
/// Looks through a user's own data when the config is read, so that what is wrong is told before anything runs. What would take long, tars and folders of very
/// many pictures, is looked through by the step that packs it, which tells the same.
/// </summary>
internal static class OwnPairsCheck
{
    // Listed within a second.
    private const int MostFiles = 50_000;

    /// <summary>Reports every mistake in data that are quick to look through.</summary>
    /// <param name="options">The config.</param>
    /// <param name="data">Its section.</param>
    /// <param name="pairs">What it names, found.</param>
    /// <param name="check">Takes every mistake.</param>
    public static void Check(ExperimentOptions options, PairsOptions data, OwnPairs pairs, ConfigCheck check)
    {
        foreach (var tars in pairs.Sets.Values.SelectMany(s => s).Where(p => p.Place is { Kind: PairPlaceKind.TarFolder }).Select(p => p.Place!.Path).Distinct()) check.PlainFolder("data", tars);
        if (pairs.Sets.Count == 0 || !pairs.Sets.Values.SelectMany(s => s).All(p => p.Place is { IsQuick: true })) return;
        var places = pairs.Sets.ToDictionary(s => s.Key, s => (IReadOnlyList<PairPlace>)[.. s.Value.Select(p => p.Place!)]);
        if (places.Values.SelectMany(p => p).Any(IsLarge)) return;
        // One without a name is told by the reader, and no caption can be looked through for it.
        IReadOnlyList<string> concepts = [.. options.Forgotten.Distinct().Where(name => !string.IsNullOrWhiteSpace(name))];
        if (concepts.Count == 0) return;
        var notes = new PairNotes();
        try
        {
            foreach (var place in places.Values.SelectMany(p => p).Distinct()) EnsurePlain(place, OwnPairsRules.ReadingOf(data));
            var surveyed = PairSurvey.Of(places, OwnPairsRules.ReadingOf(data), notes);
            _ = PairDivision.Of(surveyed, places.Keys.ToHashSet(), OwnPairsRules.DivisionOf(data, concepts, pairs.Classes, options.Seed), notes);
        }
        catch (Exception unusable) when (unusable is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            check.That(false, "data", unusable.Message);
        }

        foreach (var mistake in notes.Mistakes) check.That(false, "data", mistake);
    }

    // A named pipe among the pictures would keep whoever opens it waiting for ever.
    private static void EnsurePlain(PairPlace place, PairReading reading)
    {
        if (place.Kind == PairPlaceKind.Table) PlainFile.Ensure(place.Path);
        foreach (var source in place.Sources(reading).Values)
        {
            if (Directory.Exists(source)) _ = FolderWalk.List(source);
            else PlainFile.Ensure(source);
        }
    }

    private static bool IsLarge(PairPlace place) =>
        Directory.EnumerateFiles(place.Folder, "*", SearchOption.TopDirectoryOnly).Concat(Directory.EnumerateDirectories(place.Folder).SelectMany(Directory.EnumerateFiles)).Take(MostFiles + 1).Count() > MostFiles;
}
