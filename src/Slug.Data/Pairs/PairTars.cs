using Slug.Data.WebDataset;

namespace Slug.Data.Pairs;

/// <summary>The pairs of webdataset tars.</summary>
internal static class PairTars
{
    public static IEnumerable<OwnPair> Read(IReadOnlyList<string> tars, PairReading reading, PairNotes notes)
    {
        var report = new ShardReadReport();
        foreach (var sample in TarShardReader.Read(tars, report, reading.Captions))
        {
            if (sample.Image is not { } picture) continue;
            yield return new OwnPair(sample.PictureFile!, sample.Caption is { Length: > 0 } caption ? caption : null, ClassOf(sample), picture.Length, () => picture);
        }

        foreach (var warning in report.Warnings) notes.Warn(warning);
    }

    // webdataset has indices there; a name is taken too.
    private static string? ClassOf(TarSample sample) => sample.Find("cls") is { } bytes && TextFile.Decode(bytes) is { } text && text.Trim() is { Length: > 0 } name ? name : null;
}
