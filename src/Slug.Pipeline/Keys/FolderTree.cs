using System.Buffers;
using System.Text;

namespace Slug.Pipeline.Keys;

/// <summary>
/// The listing of a folder: every file's relative path and digest, and the empty folders, sorted by ordinal path. Its digest is the
/// folder's digest, and the store keeps the listing as an object of its own.
/// </summary>
public sealed class FolderTree
{
    private static readonly byte[] Header = "slug folder 1\0"u8.ToArray();

    private FolderTree(IReadOnlyList<Entry> entries, byte[] text)
    {
        Entries = entries;
        Text = text;
        Digest = Digest.Of(text);
    }

    /// <summary>One line of the listing.</summary>
    /// <param name="Path">Relative path with <c>/</c> between its parts.</param>
    /// <param name="Digest">The file's digest, or null for an empty folder.</param>
    /// <param name="Size">The file's length in bytes; 0 for an empty folder.</param>
    public readonly record struct Entry(string Path, Digest? Digest, long Size);

    /// <summary>The entries, sorted by ordinal path.</summary>
    public IReadOnlyList<Entry> Entries { get; }

    /// <summary>The listing as stored: a header, then <c>digest size path</c> or <c>- 0 path</c> for an empty folder, each ended by a zero byte.</summary>
    public byte[] Text { get; }

    /// <summary>SHA-256 of <see cref="Text"/>.</summary>
    public Digest Digest { get; }

    /// <summary>The length of all files together.</summary>
    public long TotalSize => Entries.Sum(e => e.Size);

    /// <summary>Makes a listing.</summary>
    /// <param name="entries">The entries in any order; paths are distinct.</param>
    public static FolderTree Create(IEnumerable<Entry> entries)
    {
        var sorted = entries.ToArray();
        Array.Sort(sorted, static (a, b) => string.CompareOrdinal(a.Path, b.Path));
        var buffer = new ArrayBufferWriter<byte>(Header.Length + (sorted.Length * 96));
        buffer.Write(Header);
        foreach (var entry in sorted)
        {
            var line = $"{(entry.Digest is { } digest ? digest.ToString() : "-")} {entry.Size} {entry.Path}\0";
            Encoding.UTF8.GetBytes(line, buffer);
        }
        return new FolderTree(sorted, buffer.WrittenSpan.ToArray());
    }

    /// <summary>Reads a stored listing.</summary>
    /// <exception cref="FormatException">The bytes are not a listing.</exception>
    public static FolderTree Parse(byte[] text)
    {
        if (!text.AsSpan().StartsWith(Header))
            throw new FormatException("Not a folder listing: its header is missing.");
        var entries = new List<Entry>();
        var rest = text.AsSpan(Header.Length);
        while (rest.Length > 0)
        {
            var end = rest.IndexOf((byte)0);
            var line = Encoding.UTF8.GetString(rest[..(end < 0 ? rest.Length : end)]).Split(' ', 3);
            if (end < 0 || line.Length != 3 || !long.TryParse(line[1], out var size) || !IsSafe(line[2]))
                throw new FormatException($"Line {entries.Count + 1} of a folder listing is damaged.");
            entries.Add(new Entry(line[2], line[0] == "-" ? null : Digest.Parse(line[0]), size));
            rest = rest[(end + 1)..];
        }
        return new FolderTree(entries, text);
    }

    /// <summary>Whether a relative path stays inside its folder. Listings may come from a cache on another machine.</summary>
    internal static bool IsSafe(string path) =>
        path.Length > 0 && !Path.IsPathRooted(path) && path.Split('/').All(part => part is not ("" or "." or ".."));
}
