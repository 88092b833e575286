using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using Parquet;
using Parquet.Schema;
using Slug.Data.WebDataset;

namespace Slug.Data.Laion;

/// <summary>
/// Writes one shard as img2dataset does: <c>00000.tar</c> with <c>key.jpg</c>, <c>key.txt</c>, <c>key.json</c>; <c>00000.parquet</c> with every row,
/// failed ones included; <c>00000_stats.json</c>. Each file appears whole, the statistics last.
/// </summary>
internal sealed class ImageShardWriter : IDisposable
{
    // Captions are for people to read; the file is no web page.
    private static readonly JsonWriterOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly ImageShardFiles _files;
    private readonly ImageShardOptions _options;
    private readonly IReadOnlyList<ExtraColumn> _extra;
    private readonly TarShardWriter _tar;
    private readonly List<(string Key, ImageResult Result, string? Sha256)> _rows = [];

    public ImageShardWriter(ImageShardFiles files, ImageShardOptions options, IReadOnlyList<ExtraColumn> extra)
    {
        _files = files;
        _options = options;
        _extra = extra;
        files.DeleteRemains();
        _tar = new TarShardWriter(files.Tar);
    }

    /// <summary>Takes the next row; rows come in their order.</summary>
    public void Add(ImageResult result)
    {
        var key = KeyOf(result.Row.Number);
        var sum = result.Image is { } image ? Convert.ToHexStringLower(SHA256.HashData(image.Jpeg)) : null;
        // The parquet file needs the numbers of each image until the end, but not its bytes.
        _rows.Add((key, result with { Image = result.Image is { } kept ? kept with { Jpeg = [] } : null }, sum));
        if (result.Image is { } written)
            _tar.Write(TarSample.ImageText(key, "jpg", written.Jpeg, result.Row.Caption ?? "", SampleJson(key, result, sum)));
    }

    /// <summary>Ends the shard.</summary>
    public async Task<ImageShardStatistics> CompleteAsync(string fingerprint, CancellationToken cancellation)
    {
        _tar.Complete();
        await WriteParquetAsync(cancellation).ConfigureAwait(false);
        var statistics = new ImageShardStatistics(
            _rows.Count,
            _rows.Count(row => row.Result.Image is not null),
            _rows.Count(row => row.Result.Status == "failed_to_download"),
            _rows.Count(row => row.Result.Status == "failed_to_resize"),
            ImageShardStatistics.Ordered(_rows.CountBy(row => row.Result.Cause ?? "success")),
            fingerprint);
        await File.WriteAllBytesAsync(_files.Temporary(_files.Statistics), statistics.ToJson(), cancellation).ConfigureAwait(false);
        File.Move(_files.Temporary(_files.Statistics), _files.Statistics, overwrite: true);
        return statistics;
    }

    /// <summary>Leaves nothing of an unfinished tar behind.</summary>
    public void Dispose() => _tar.Dispose();

    private string KeyOf(long row)
    {
        var digits = (_options.SamplesPerShard - 1).ToString(System.Globalization.CultureInfo.InvariantCulture).Length;
        return _files.Id + (row % _options.SamplesPerShard).ToString($"D{digits}", System.Globalization.CultureInfo.InvariantCulture);
    }

    private byte[] SampleJson(string key, ImageResult result, string? sum)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, Json))
        {
            json.WriteStartObject();
            foreach (var (column, value) in _extra.Zip(result.Row.Extra))
            {
                json.WritePropertyName(column.Name);
                column.Codec.WriteJson(json, value);
            }
            json.WriteString("caption", result.Row.Caption);
            json.WriteString("url", result.Row.Url);
            json.WriteString("key", key);
            json.WriteString("status", result.Status);
            json.WriteNull("error_message");
            json.WriteNumber("width", result.Image!.Width);
            json.WriteNumber("height", result.Image.Height);
            json.WriteNumber("original_width", result.Image.OriginalWidth);
            json.WriteNumber("original_height", result.Image.OriginalHeight);
            json.WriteString("sha256", sum);
            json.WriteEndObject();
        }
        return stream.ToArray();
    }

    private async Task WriteParquetAsync(CancellationToken cancellation)
    {
        List<(string Name, ColumnCodec Codec, Func<(string Key, ImageResult Result, string? Sha256), object?> Value)> columns =
        [
            .. _extra.Select((column, index) => (column.Name, column.Codec, Extra(index))),
            ("caption", ColumnCodec.Text, row => row.Result.Row.Caption),
            ("url", ColumnCodec.Text, row => row.Result.Row.Url),
            ("key", ColumnCodec.Text, row => row.Key),
            ("status", ColumnCodec.Text, row => row.Result.Status),
            ("error_message", ColumnCodec.Text, row => row.Result.Cause),
            ("width", ColumnCodec.Number, row => row.Result.Image?.Width),
            ("height", ColumnCodec.Number, row => row.Result.Image?.Height),
            ("original_width", ColumnCodec.Number, row => row.Result.Image?.OriginalWidth),
            ("original_height", ColumnCodec.Number, row => row.Result.Image?.OriginalHeight),
            ("sha256", ColumnCodec.Text, row => row.Sha256),
        ];
        var fields = columns.ConvertAll(column => column.Codec.Field(column.Name));
        var temporary = _files.Temporary(_files.Parquet);
        await using (var stream = File.Create(temporary))
        await using (var writer = await ParquetWriter.CreateAsync(new ParquetSchema([.. fields]), stream, cancellationToken: cancellation).ConfigureAwait(false))
        {
            using var group = writer.CreateRowGroup();
            foreach (var (column, field) in columns.Zip(fields))
                await column.Codec.WriteAsync(group, field, _rows.ConvertAll(row => column.Value(row)), cancellation).ConfigureAwait(false);
            group.CompleteValidate();
        }
        File.Move(temporary, _files.Parquet, overwrite: true);

        static Func<(string, ImageResult Result, string?), object?> Extra(int index) => row => row.Result.Row.Extra[index];
    }
}
