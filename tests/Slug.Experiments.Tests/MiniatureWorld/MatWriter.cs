using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Slug.Experiments.Tests.MiniatureWorld;

/// <summary>Writes the one kind of MATLAB file that ImageNet's devkit holds: a column of records, packed (MAT-file format, version 5).</summary>
internal static class MatWriter
{
    private const int Int8 = 1, Int32 = 5, UInt32 = 6, Double = 9, Matrix = 14, Packed = 15, Utf8 = 16;
    private const int StructClass = 2, CharClass = 4, DoubleClass = 6;

    /// <summary>A file with one variable: for each class its number and its synset.</summary>
    public static byte[] Synsets(IReadOnlyList<string> synsetsByNumber)
    {
        string[] fields = ["ILSVRC2012_ID", "WNID"];
        const int width = 16;
        var content = new List<byte>();
        content.AddRange(Head(StructClass, synsetsByNumber.Count, 1, "synsets"));
        content.AddRange(Element(Int32, Integers(width)));
        content.AddRange(Element(Int8, [.. fields.SelectMany(f => Encoding.ASCII.GetBytes(f.PadRight(width, '\0')))]));
        foreach (var (i, synset) in synsetsByNumber.Index())
        {
            content.AddRange(Element(Matrix, [.. Head(DoubleClass, 1, 1, ""), .. Element(Double, BitConverter.GetBytes(i + 1.0))]));
            content.AddRange(Element(Matrix, [.. Head(CharClass, 1, synset.Length, ""), .. Element(Utf8, Encoding.ASCII.GetBytes(synset))]));
        }

        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true)) zlib.Write(Element(Matrix, [.. content]));
        var head = Encoding.ASCII.GetBytes("MATLAB 5.0 MAT-file".PadRight(124));
        return [.. head, 0, 1, (byte)'I', (byte)'M', .. Integers(Packed, (int)packed.Length), .. packed.ToArray()];
    }

    private static byte[] Head(int kind, int rows, int columns, string name) =>
        [.. Element(UInt32, Integers(kind, 0)), .. Element(Int32, Integers(rows, columns)), .. Element(Int8, Encoding.ASCII.GetBytes(name))];

    private static byte[] Element(int type, byte[] data) => [.. Integers(type, data.Length), .. data, .. new byte[(8 - (data.Length % 8)) % 8]];

    private static byte[] Integers(params int[] values)
    {
        var bytes = new byte[4 * values.Length];
        for (var i = 0; i < values.Length; i++) BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4 * i), values[i]);
        return bytes;
    }
}
