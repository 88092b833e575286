using System.Globalization;
using System.Security.Cryptography;

namespace Slug.Data.Pairs;

/// <summary>The sets that a user names.</summary>
public enum PairRole
{
    /// <summary>What all sets are cut from that are not given.</summary>
    From,

    /// <summary>What is forgotten.</summary>
    Forget,

    /// <summary>What is kept.</summary>
    Retain,

    /// <summary>Pictures on which layer and step size are chosen.</summary>
    Search,

    /// <summary>Pictures that the results are measured on.</summary>
    Test,
}

/// <summary>A pair as it was found, without its picture.</summary>
/// <param name="Role">The set that it was found in.</param>
/// <param name="Number">Its number within that set.</param>
/// <param name="Place">Where it is, for messages.</param>
/// <param name="Content">Equal for equal pictures: a digest, or a size that no other has.</param>
/// <param name="Caption">Its own caption; null where it has none.</param>
/// <param name="Class">Its class; null where nothing says it.</param>
public sealed record SurveyedPair(PairRole Role, int Number, string Place, string Content, string? Caption, string? Class);

/// <summary>Looks through a user's sets once: what pictures there are, and which are the same.</summary>
public static class PairSurvey
{
    /// <summary>All pairs, set by set.</summary>
    /// <param name="sets">Where each set is; places that are not given are not looked at.</param>
    /// <param name="reading">How pairs are written.</param>
    /// <param name="notes">Collects what is wrong, and what the user should know.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="InvalidDataException">A tar is damaged.</exception>
    public static IReadOnlyList<SurveyedPair> Of(
        IReadOnlyDictionary<PairRole, IReadOnlyList<PairPlace>> sets, PairReading reading, PairNotes notes, CancellationToken cancellation = default)
    {
        var found = new List<(SurveyedPair Pair, long Bytes, Func<byte[]>? Picture)>();
        foreach (var role in sets.Keys.Order())
        {
            var number = 0;
            foreach (var place in sets[role])
            {
                foreach (var pair in place.Read(reading, notes))
                {
                    cancellation.ThrowIfCancellationRequested();
                    // What streams by is hashed at once; a file only where another has its size.
                    var digest = place.IsQuick ? "" : Digest(pair.Picture());
                    found.Add((new SurveyedPair(role, number++, pair.Place, digest, pair.Caption, pair.Class), pair.Bytes, place.IsQuick ? pair.Picture : null));
                }
            }
        }

        var sizes = found.CountBy(f => f.Bytes).ToDictionary();
        var surveyed = new SurveyedPair[found.Count];
        ParallelWork.For(found.Count, i =>
        {
            var (pair, bytes, picture) = found[i];
            surveyed[i] = picture is null ? pair : pair with { Content = sizes[bytes] == 1 ? string.Create(CultureInfo.InvariantCulture, $"{bytes} bytes") : Digest(picture()) };
        }, cancellation);
        return surveyed;
    }

    private static string Digest(byte[] picture) => Convert.ToHexStringLower(SHA256.HashData(picture));
}
