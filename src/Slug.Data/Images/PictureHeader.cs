namespace Slug.Data.Images;

/// <summary>Looks whether files are pictures by their headers alone, so that thousands of them are looked at within a second.</summary>
public static class PictureHeader
{
    // Most headers end within. Where a camera's notes and thumbnail come first, more is read.
    private const int HeadBytes = 1 << 14, MostBytes = 64 << 20;

    /// <summary>Why bytes are no picture that is read here; null where their header is one's.</summary>
    /// <param name="encoded">The file's bytes.</param>
    public static string? WhyNot(ReadOnlySpan<byte> encoded) => ImageReader.WhyNoHeader(encoded);

    /// <summary>Why a file is no picture that is read here; null where its header is one's.</summary>
    /// <param name="path">An existing file, no pipe.</param>
    public static string? WhyNotAt(string path)
    {
        try
        {
            using var file = File.OpenHandle(path);
            var length = RandomAccess.GetLength(file);
            var head = Read((int)Math.Min(length, HeadBytes));
            if (ImageReader.WhyNoHeader(head) is not { } wrong) return null;
            return length <= head.Length || length > MostBytes || !ImageReader.IsKnown(head) ? wrong : ImageReader.WhyNoHeader(Read((int)length));

            byte[] Read(int count)
            {
                var bytes = new byte[count];
                var read = 0;
                for (int more; read < count && (more = RandomAccess.Read(file, bytes.AsSpan(read), read)) > 0; read += more)
                {
                }

                return bytes[..read];
            }
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return $"it cannot be read: {unreadable.Message}";
        }
    }
}
