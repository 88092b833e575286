namespace Slug.Models.Checkpoints;

/// <summary>
/// Decides what of a file the system shall read while numbers before it are looked at, so that the disk does not wait for what is computed on them. Whoever reads on where
/// it was is read ahead of, by as much as it has read so far and at most <see cref="Most"/>; whoever takes one tensor alone is not.
/// </summary>
/// <param name="length">The file's length in bytes.</param>
internal sealed class ReadAheadWindow(long length)
{
    /// <summary>Bytes ahead at most: more than a disk has in hand at once, little beside a model that is worth it.</summary>
    public const long Most = 512L << 20;

    // Where the reading began that goes on, and up to where the system knows of it.
    private long _begun, _told;

    // Whether it is read itself, and not only read ahead.
    private bool _isRead;

    /// <summary>Up to where the system knows of what is read.</summary>
    public long Told => _told;

    /// <summary>Numbers are about to be looked at.</summary>
    /// <param name="start">Their first byte.</param>
    /// <param name="count">How many bytes.</param>
    /// <returns>The bytes that the system is to be told of now, none where <c>To</c> is not beyond <c>From</c>; and how far into the file that follows the reading ahead goes.</returns>
    public (long From, long To, long Beyond) Next(long start, long count)
    {
        _isRead = true;
        if (start < _begun || start > _told) (_begun, _told) = (start, start);
        return Tell(start + count + Math.Min(Most, start - _begun));
    }

    /// <summary>The file before this one is nearly read.</summary>
    /// <param name="beyond">How far into this one the reading ahead goes.</param>
    /// <returns>As <see cref="Next"/>; nothing where this one is being read already.</returns>
    public (long From, long To, long Beyond) Follow(long beyond) => _isRead ? (0, 0, 0) : Tell(beyond);

    private (long From, long To, long Beyond) Tell(long end)
    {
        var (from, to) = (_told, Math.Min(length, end));
        _told = Math.Max(from, to);
        return (from, to, Math.Max(0, end - length));
    }
}
