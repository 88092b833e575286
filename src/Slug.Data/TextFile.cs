using System.Text;

namespace Slug.Data;

/// <summary>Reads texts of unknown origin: Windows saves UTF-16, old programs one byte a letter, and a wrong guess makes wrong letters without a word.</summary>
public static class TextFile
{
    private static readonly (byte[] Mark, Encoding Encoding)[] Marks =
    [
        ([0xEF, 0xBB, 0xBF], new UTF8Encoding(false, throwOnInvalidBytes: true)),
        // Before UTF-16, whose mark it begins with.
        ([0xFF, 0xFE, 0, 0], new UTF32Encoding(false, false, throwOnInvalidCharacters: true)),
        ([0, 0, 0xFE, 0xFF], new UTF32Encoding(true, false, throwOnInvalidCharacters: true)),
        ([0xFF, 0xFE], new UnicodeEncoding(false, false, throwOnInvalidBytes: true)),
        ([0xFE, 0xFF], new UnicodeEncoding(true, false, throwOnInvalidBytes: true)),
    ];

    /// <summary>
    /// The text: as its byte order mark says, else in the encoding given or UTF-8. Null where the bytes are no text in it; zero bytes are none in any
    /// (they are UTF-16 without its mark).
    /// </summary>
    /// <param name="bytes">The text's bytes.</param>
    /// <param name="named">The encoding where there is no mark; null for UTF-8.</param>
    public static string? Decode(ReadOnlySpan<byte> bytes, Encoding? named = null)
    {
        try
        {
            foreach (var (mark, encoding) in Marks)
                if (bytes.StartsWith(mark))
                    return encoding.GetString(bytes[mark.Length..]);
            var text = (named ?? Marks[0].Encoding).GetString(bytes);
            return text.Contains('\0') ? null : text;
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    /// <summary>Whether everybody reads the text alike: UTF-8 without a byte order mark.</summary>
    internal static bool IsPlain(ReadOnlySpan<byte> bytes) => !bytes.StartsWith(Marks[0].Mark) && System.Text.Unicode.Utf8.IsValid(bytes) && !bytes.Contains((byte)0);

    /// <summary>A text file's lines.</summary>
    /// <exception cref="InvalidDataException">It is no text in UTF-8 and has no byte order mark; the first such line is named.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static IReadOnlyList<string> ReadLines(string path)
    {
        var bytes = File.ReadAllBytes(path);
        if (Decode(bytes) is { } text)
        {
            var lines = text.ReplaceLineEndings("\n").Split('\n');
            return lines[^1].Length == 0 ? lines[..^1] : lines;
        }
        throw new InvalidDataException($"{path}, {WhereNoText(bytes)}");
    }

    /// <summary>The encoding of that name, strict about what it cannot decode; null where it is not known.</summary>
    internal static Encoding? FindEncoding(string name)
    {
        try
        {
            var found = CodePagesEncodingProvider.Instance.GetEncoding(name, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);
            return found ?? Encoding.GetEncoding(name, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static string WhereNoText(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Contains((byte)0))
            return "line 1: it holds zero bytes; if it is UTF-16 or UTF-32, it lacks the byte order mark. Save it as UTF-8.";
        var number = 1;
        foreach (var line in bytes.Split((byte)'\n'))
        {
            if (Decode(bytes[line]) is null)
                return $"line {number}: '{Encoding.Latin1.GetString(bytes[line]).Trim()}' is not UTF-8. Save the file as UTF-8, e.g. with iconv --from-code=WINDOWS-1252 --to-code=UTF-8.";
            number++;
        }
        return "it is no text in UTF-8.";
    }
}
