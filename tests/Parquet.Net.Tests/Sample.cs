using Parquet.Schema;

namespace Parquet.Tests;

/// <summary>A file like those of image-text data sets: two row groups of five and two rows, every type, missing values, text of many scripts.</summary>
internal static class Sample
{
    public static readonly int[] GroupSizes = [5, 2];

    public static readonly string[] Urls = Enumerable.Range(0, 7).Select(i => $"https://example.org/{i}.jpg").ToArray();

    public static readonly string?[] Texts = ["a tiger", null, "Zürich — 東京 🐯", "", "a 'quoted' \"rocket\"\n", null, new string('x', 5000)];

    public static readonly int[] Widths = [320, 640, 0, 1024, -1, int.MinValue, int.MaxValue];

    public static readonly long?[] Pixels = [1, null, 3, long.MinValue, long.MaxValue, null, 7];

    public static readonly double?[] Similarities = [0.25, 0.5, null, 1e-300, -0.0, 0.1, null];

    public static readonly float[] Scores = [0.5f, 1.5f, 0.1f, 3.5f, float.MaxValue, float.Epsilon, 6.5f];

    public static readonly bool?[] Safe = [true, false, null, true, true, false, null];

    public static readonly byte[]?[] Hashes = [[0, 255], null, [], [1], [2, 3, 4], null, [9]];

    public static readonly DataField Url = new DataField<string>("URL", nullable: false);
    public static readonly DataField Text = new DataField<string>("TEXT");
    public static readonly DataField Width = new DataField<int>("WIDTH");
    public static readonly DataField Pixel = new DataField<long?>("PIXELS");
    public static readonly DataField Similarity = new DataField<double?>("similarity");
    public static readonly DataField Score = new DataField<float>("score");
    public static readonly DataField IsSafe = new DataField<bool?>("safe");
    public static readonly DataField Hash = new DataField<byte[]>("hash");

    public static readonly ParquetSchema Schema = new(Url, Text, Width, Pixel, Similarity, Score, IsSafe, Hash);

    /// <summary>The sample as a file in memory.</summary>
    public static async Task<MemoryStream> WriteAsync(CompressionMethod compression = CompressionMethod.Gzip)
    {
        var stream = new MemoryStream();
        await WriteAsync(stream, compression);
        stream.Position = 0;
        return stream;
    }

    public static async Task WriteAsync(Stream stream, CompressionMethod compression)
    {
        var options = new ParquetOptions { CompressionMethod = compression };
        await using var writer = await ParquetWriter.CreateAsync(Schema, stream, options);
        writer.CustomMetadata = new Dictionary<string, string> { ["source"] = "sample — 東京" };
        var start = 0;
        foreach (var size in GroupSizes)
        {
            var rows = start..(start += size);
            using var group = writer.CreateRowGroup();
            await group.WriteAsync(Url, Urls[rows]);
            await group.WriteAsync(Text, Texts[rows]);
            await group.WriteAsync<int>(Width, Widths[rows]);
            await group.WriteAsync<long>(Pixel, Pixels[rows]);
            await group.WriteAsync<double>(Similarity, Similarities[rows]);
            await group.WriteAsync<float>(Score, Scores[rows]);
            await group.WriteAsync<bool>(IsSafe, Safe[rows]);
            await group.WriteAsync(Hash, Hashes[rows]);
            group.CompleteValidate();
        }
    }

    /// <summary>Reads a numeric column of all row groups, whatever its nullability.</summary>
    public static async Task<T?[]> ReadAsync<T>(ParquetReader reader, string name) where T : struct
    {
        var field = reader.Schema.FindDataField(name);
        var all = new List<T?>();
        for (var i = 0; i < reader.RowGroupCount; i++)
        {
            using var group = reader.OpenRowGroupReader(i);
            if (field.IsNullable)
            {
                var values = new T?[group.RowCount];
                await group.ReadAsync<T>(field, values);
                all.AddRange(values);
            }
            else
            {
                var values = new T[group.RowCount];
                await group.ReadAsync<T>(field, values);
                all.AddRange(values.Select(value => (T?)value));
            }
        }
        return [.. all];
    }

    /// <summary>Reads a text column of all row groups.</summary>
    public static async Task<string?[]> ReadTextAsync(ParquetReader reader, string name)
    {
        var field = reader.Schema.FindDataField(name);
        var all = new List<string?>();
        for (var i = 0; i < reader.RowGroupCount; i++)
        {
            using var group = reader.OpenRowGroupReader(i);
            var values = new string?[group.RowCount];
            await group.ReadAsync(field, values);
            all.AddRange(values);
        }
        return [.. all];
    }

    /// <summary>Reads a binary column of all row groups.</summary>
    public static async Task<byte[]?[]> ReadBytesAsync(ParquetReader reader, string name)
    {
        var field = reader.Schema.FindDataField(name);
        var all = new List<byte[]?>();
        for (var i = 0; i < reader.RowGroupCount; i++)
        {
            using var group = reader.OpenRowGroupReader(i);
            var values = new byte[]?[group.RowCount];
            await group.ReadAsync(field, values);
            all.AddRange(values);
        }
        return [.. all];
    }
}
