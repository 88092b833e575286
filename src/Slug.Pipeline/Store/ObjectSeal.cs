using Slug.Pipeline.Files;
using Slug.Pipeline.Keys;

namespace Slug.Pipeline.Store;

/// <summary>
/// Marks a file as holding the bytes of a digest without a word beside it: the fraction of a second in its modification time is drawn
/// from the digest. Whoever writes to the file moves that time, so one stat tells whether an object, or a result linked to it, may have been
/// tampered with. A broken seal proves nothing (a copy may have lost it); it only means: hash again before trusting.
/// </summary>
internal static class ObjectSeal
{
    // 100 ns: the finest step that both .NET's times and NTFS keep.
    private const long StepsPerSecond = TimeSpan.TicksPerSecond;

    /// <summary>Seals a file.</summary>
    /// <param name="path">The file; its owner is this user.</param>
    /// <param name="digest">The digest of its bytes.</param>
    /// <param name="now">The time to show to people.</param>
    public static void Apply(string path, Digest digest, DateTimeOffset now) =>
        File.SetLastWriteTimeUtc(path, new DateTime((now.UtcTicks / StepsPerSecond * StepsPerSecond) + Fraction(digest), DateTimeKind.Utc));

    /// <summary>Whether a file of this stat still carries the seal of a digest.</summary>
    public static bool IsIntact(FileStat stat, Digest digest) => stat.Modified % 1_000_000_000 == Fraction(digest) * 100;

    private static long Fraction(Digest digest) => (long)(digest.Head % (ulong)StepsPerSecond);
}
