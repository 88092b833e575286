using System.Text;

namespace Slug.Data.Archives;

/// <summary>Knows what stands in place of a file when something went wrong, and what a file of another kind is, by its first bytes.</summary>
public static class ForeignFile
{
    /// <summary>The most bytes that <see cref="Describe"/> looks at.</summary>
    public const int HeadBytes = 512;

    internal const string Parquet = "it is a parquet file.";

    private static readonly (byte[] Start, string What)[] Kinds =
    [
        ("version https://git-lfs.github.com/spec/"u8.ToArray(), "it is a Git LFS pointer: fetch the file with git lfs pull."),
        ("version https://hawser.github.com/spec/"u8.ToArray(), "it is a Git LFS pointer: fetch the file with git lfs pull."),
        ("/annex/objects/"u8.ToArray(), "it is a git-annex pointer: fetch the file with git annex get."),
        ("PK\x03\x04"u8.ToArray(), "it is a zip archive; unpack it first."),
        ([(byte)'7', (byte)'z', 0xBC, 0xAF, 0x27, 0x1C], "it is a 7z archive; unpack it first."),
        ("Rar!\x1A\x07"u8.ToArray(), "it is a rar archive; unpack it first."),
        ("PAR1"u8.ToArray(), Parquet),
        ([0x89, (byte)'H', (byte)'D', (byte)'F'], "it is an HDF5 file."),
        ([0xFF, 0xD8, 0xFF], "it is a JPEG picture."),
        ([0x89, (byte)'P', (byte)'N', (byte)'G'], "it is a PNG picture."),
        ("SQLite format 3"u8.ToArray(), "it is an SQLite database."),
        ("%PDF-"u8.ToArray(), "it is a PDF document."),
    ];

    /// <summary>A phrase that says what the file is and what to do; null where the first bytes tell nothing.</summary>
    /// <param name="head">The file's first bytes.</param>
    public static string? Describe(ReadOnlySpan<byte> head)
    {
        foreach (var (start, what) in Kinds)
            if (head.StartsWith(start))
                return what;
        return IsWebPage(head) ? "it is a web page, which servers send where they want a login or a licence accepted: fetch the file with a browser." : null;
    }

    /// <summary>The same for a file on disk; null too where it cannot be read, for whoever reads it next says why.</summary>
    public static string? DescribeAt(string path)
    {
        try
        {
            return Describe(HeadOf(path));
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Whether a file is a pointer that Git LFS or git-annex leaves in place of a file that was not fetched; says which.</summary>
    public static string? PointerAt(string path) => DescribeAt(path) is { } what && what.Contains("pointer", StringComparison.Ordinal) ? what : null;

    /// <summary>A file's first bytes.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    internal static byte[] HeadOf(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 1);
        var head = new byte[HeadBytes];
        return head[..file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)];
    }

    internal static bool IsWebPage(ReadOnlySpan<byte> head)
    {
        // A byte order mark, read as Latin 1, stands before the first letter.
        var text = Encoding.Latin1.GetString(head).TrimStart('\u00EF', '\u00BB', '\u00BF', ' ', '\t', '\r', '\n');
        return text.StartsWith("<!doctype html", StringComparison.OrdinalIgnoreCase) || text.StartsWith("<html", StringComparison.OrdinalIgnoreCase);
    }
}
