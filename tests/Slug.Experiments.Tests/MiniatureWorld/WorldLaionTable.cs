using Parquet;
using Parquet.Schema;

namespace Slug.Experiments.Tests.MiniatureWorld;

/// <summary>A table of images whose columns have any names.</summary>
internal static class WorldLaionTable
{
    /// <summary>The bytes of a parquet file with two columns of texts.</summary>
    public static async Task<byte[]> WriteAsync(string folder, string first, string second)
    {
        var path = Path.Combine(folder, "table.parquet");
        DataField[] columns = [new DataField<string>(first), new DataField<string>(second)];
        await using (var stream = File.Create(path))
        await using (var writer = await ParquetWriter.CreateAsync(new ParquetSchema([.. columns]), stream))
        {
            using var group = writer.CreateRowGroup();
            foreach (var column in columns) await group.WriteAsync(column, Enumerable.Range(0, 100).Select(i => $"http://127.0.0.1:1/{i}").ToArray());
            group.CompleteValidate();
        }

        var bytes = await File.ReadAllBytesAsync(path);
        File.Delete(path);
        return bytes;
    }
}
