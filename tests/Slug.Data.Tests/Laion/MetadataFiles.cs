using Parquet;
using Parquet.Schema;

namespace Slug.Data.Tests.Laion;

/// <summary>Writes metadata as LAION publishes it.</summary>
internal static class MetadataFiles
{
    public static async Task<string> WriteAsync(
        string path, IReadOnlyList<string?> urls, IReadOnlyList<string?>? captions = null, int rowsPerGroup = int.MaxValue)
    {
        captions ??= [.. urls.Select((_, i) => $"caption {i}")];
        var (url, text, nsfw, similarity, width) =
            (new DataField<string>("URL"), new DataField<string>("TEXT"), new DataField<string>("NSFW"), new DataField<double?>("similarity"), new DataField<int>("WIDTH"));
        await using var stream = File.Create(path);
        await using var writer = await ParquetWriter.CreateAsync(new ParquetSchema(url, text, nsfw, similarity, width), stream);
        foreach (var rows in Enumerable.Range(0, urls.Count).Chunk(rowsPerGroup))
        {
            using var group = writer.CreateRowGroup();
            await group.WriteAsync(url, rows.Select(i => urls[i]).ToArray());
            await group.WriteAsync(text, rows.Select(i => captions[i]).ToArray());
            await group.WriteAsync(nsfw, rows.Select(i => i % 2 == 0 ? "UNLIKELY" : null).ToArray());
            await group.WriteAsync<double>(similarity, new ReadOnlyMemory<double?>([.. rows.Select(i => i % 3 == 0 ? (double?)null : 0.25 + i)]));
            await group.WriteAsync<int>(width, new ReadOnlyMemory<int>([.. rows.Select(i => 100 + i)]));
            group.CompleteValidate();
        }
        return path;
    }

    /// <summary>A column's values over all row groups.</summary>
    public static async Task<T?[]> ColumnAsync<T>(string path, string name)
        where T : struct
    {
        await using var reader = await ParquetReader.CreateAsync(path);
        var values = new List<T?>();
        foreach (var group in reader.RowGroups)
        {
            var buffer = new T?[group.RowCount];
            await group.ReadAsync<T>(reader.Schema.DataFields.Single(field => field.Name == name), buffer.AsMemory());
            values.AddRange(buffer);
        }
        return [.. values];
    }

    /// <summary>A text column's values over all row groups.</summary>
    public static async Task<string?[]> TextsAsync(string path, string name)
    {
        await using var reader = await ParquetReader.CreateAsync(path);
        var values = new List<string?>();
        foreach (var group in reader.RowGroups)
        {
            var buffer = new string?[group.RowCount];
            await group.ReadAsync(reader.Schema.DataFields.Single(field => field.Name == name), buffer.AsMemory());
            values.AddRange(buffer);
        }
        return [.. values];
    }
}
