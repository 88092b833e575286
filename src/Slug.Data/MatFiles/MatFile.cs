using System.IO.Compression;

namespace Slug.Data.MatFiles;

/// <summary>
/// Reads MATLAB files of version 5 (those before 7.3, which are HDF5): numbers, texts, cells and records. Complex and sparse numbers, objects
/// and functions are refused by name. The file is not trusted: sizes are checked against what is there, and nesting is bounded.
/// </summary>
internal static class MatFile
{
    private const int HeaderBytes = 128;
    private const int MostUnpackedBytes = 256 << 20;

    /// <summary>The file's variables by name.</summary>
    /// <exception cref="InvalidDataException">It is no such file, is damaged, or holds something that is not read.</exception>
    public static IReadOnlyDictionary<string, MatValue> Read(byte[] file)
    {
        if (file.Length >= 4 && file.AsSpan(0, 4).SequenceEqual((ReadOnlySpan<byte>)[0x89, (byte)'H', (byte)'D', (byte)'F']))
            throw new InvalidDataException("It is a MATLAB file of version 7.3 (HDF5); save it with '-v7' or older.");
        if (file.Length < HeaderBytes || file[124] != 0 || file[125] != 1 || file[126] != (byte)'I' || file[127] != (byte)'M')
            throw new InvalidDataException("It is no MATLAB file of version 5 with little-endian numbers.");
        var variables = new Dictionary<string, MatValue>();
        var elements = new MatElements(file.AsMemory(HeaderBytes));
        while (elements.Next() is { } element)
        {
            var inner = element.Type == MatType.Compressed ? Unpack(element.Data) : element;
            if (inner.Type != MatType.Matrix)
                throw new InvalidDataException($"It holds an element of type {(int)inner.Type} where a variable is expected.");
            var (name, value) = MatMatrix.Read(inner.Data);
            variables[name] = value;
        }
        return variables;
    }

    private static MatElement Unpack(ReadOnlyMemory<byte> packed)
    {
        using var zlib = new ZLibStream(new MemoryStream(packed.ToArray()), CompressionMode.Decompress);
        using var plain = new MemoryStream();
        var buffer = new byte[1 << 16];
        try
        {
            for (int read; (read = zlib.Read(buffer)) > 0;)
            {
                plain.Write(buffer, 0, read);
                if (plain.Length > MostUnpackedBytes)
                    throw new InvalidDataException($"A variable is larger than {MostUnpackedBytes} bytes.");
            }
        }
        catch (IOException damaged)
        {
            // The flag of a dictionary that both sides know: no damage to the library, no variable to us.
            throw new InvalidDataException($"A packed variable cannot be unpacked: {damaged.Message}", damaged);
        }
        return new MatElements(plain.ToArray()).Next() ?? throw new InvalidDataException("A packed variable is empty.");
    }
}
