namespace Slug.Data.Archives;

/// <summary>
/// Reads a stream from its start to its end, and remembers where it is and whether it was asked for more than there is. A packed stream that is damaged
/// ends where the damage begins.
/// </summary>
internal sealed class EndMarkingStream(Stream inner)
{
    /// <summary>True once bytes were asked for that are not there.</summary>
    public bool Ended { get; private set; }

    /// <summary>The number of bytes passed so far.</summary>
    public long Position { get; private set; }

    /// <summary>Bytes that are left, where the stream can tell.</summary>
    public long? Left => inner.CanSeek ? inner.Length - inner.Position : null;

    /// <summary>Fills the buffer as far as there are bytes.</summary>
    public int Read(Span<byte> buffer)
    {
        var filled = 0;
        try
        {
            while (filled < buffer.Length && !Ended)
            {
                var read = inner.Read(buffer[filled..]);
                filled += read;
                Ended = read == 0;
            }
        }
        catch (Exception damage) when (damage is EndOfStreamException or not (IOException or UnauthorizedAccessException or OutOfMemoryException))
        {
            // Decoders stumble over damaged bytes in many ways, indices out of range among them; only these say something else.
            Ended = true;
        }
        Position += filled;
        return filled;
    }

    /// <summary>The next bytes, or null where there are fewer. Memory is taken as bytes come, not as a header promises them.</summary>
    public byte[]? Take(long count)
    {
        if (Left is { } left && count > left)
        {
            Skip(left + 1);
            return null;
        }
        var bytes = new byte[Math.Min(count, 1 << 20)];
        for (var filled = 0; filled < count;)
        {
            if (filled == bytes.Length)
                Array.Resize(ref bytes, (int)Math.Min(count, 2L * bytes.Length));
            var wanted = bytes.Length - filled;
            if (Read(bytes.AsSpan(filled)) < wanted)
                return null;
            filled = bytes.Length;
        }
        return bytes;
    }

    /// <summary>Passes over bytes; false where there are fewer.</summary>
    public bool Skip(long count)
    {
        if (Left is { } left)
        {
            var passed = Math.Min(count, left);
            inner.Seek(passed, SeekOrigin.Current);
            Position += passed;
            Ended |= passed < count;
            return passed == count;
        }
        Span<byte> buffer = stackalloc byte[1 << 12];
        while (count > 0 && !Ended)
            count -= Read(buffer[..(int)Math.Min(count, buffer.Length)]);
        return count == 0;
    }
}
