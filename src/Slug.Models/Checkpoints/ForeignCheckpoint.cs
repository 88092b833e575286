using System.Text;

namespace Slug.Models.Checkpoints;

/// <summary>Knows what stands in place of a checkpoint when something went wrong, by its first bytes.</summary>
internal static class ForeignCheckpoint
{
    private static readonly (byte[] Start, string What)[] Kinds =
    [
        ("version https://git-lfs.github.com/spec/"u8.ToArray(), "is a Git LFS pointer: fetch the file with git lfs pull."),
        ("version https://hawser.github.com/spec/"u8.ToArray(), "is a Git LFS pointer: fetch the file with git lfs pull."),
        ("/annex/objects/"u8.ToArray(), "is a git-annex pointer: fetch the file with git annex get."),
        ([0x1F, 0x8B], "is packed with gzip; unpack it first."),
        ([0x89, (byte)'H', (byte)'D', (byte)'F'], "is an HDF5 file, as Keras writes them, which is not read."),
        ("GGUF"u8.ToArray(), "is a GGUF file, which is not read."),
    ];

    /// <summary>What the file is and what to do; null where the first bytes tell nothing.</summary>
    public static string? Describe(ReadOnlySpan<byte> head)
    {
        if (head.IsEmpty) return "is empty; was the download cut off?";
        foreach (var (start, what) in Kinds)
        {
            if (head.StartsWith(start)) return what;
        }

        var text = Encoding.Latin1.GetString(head).TrimStart('\u00EF', '\u00BB', '\u00BF', ' ', '\t', '\r', '\n');
        return text.StartsWith("<!doctype html", StringComparison.OrdinalIgnoreCase) || text.StartsWith("<html", StringComparison.OrdinalIgnoreCase)
            ? "is a web page, which servers send where they want a login or a licence accepted: fetch the file with a browser."
            : null;
    }
}
