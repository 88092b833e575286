using System.Buffers.Binary;
using System.Text;
using Parquet;
using Parquet.Schema;
using Slug.Data.Archives;

namespace Slug.Data.Laion;

/// <summary>A parquet file that is open for reading, with errors that say which file and column is damaged.</summary>
internal sealed class MetadataFile : IAsyncDisposable
{
    private readonly string _path;
    private readonly EndingStream _stream;
    private readonly ParquetReader _reader;

    private MetadataFile(string path, EndingStream stream, ParquetReader reader) => (_path, _stream, _reader, Fields) = (path, stream, reader, reader.Schema.DataFields);

    /// <summary>The columns, those within nested ones included.</summary>
    public IReadOnlyList<DataField> Fields { get; }

    /// <summary>The row groups, in order.</summary>
    public IReadOnlyList<ParquetRowGroupReader> Groups => _reader.RowGroups;

    /// <summary>Reads the footer.</summary>
    /// <exception cref="FileNotFoundException">The file is not there.</exception>
    /// <exception cref="InvalidDataException">It is cut short or no parquet file.</exception>
    public static async Task<MetadataFile> OpenAsync(string path, CancellationToken cancellation)
    {
        if (!File.Exists(path))
            throw new FileNotFoundException($"The metadata file {path} does not exist.", path);
        if (ForeignFile.DescribeAt(path) is { } other && other != ForeignFile.Parquet)
            throw new InvalidDataException($"{path} is no parquet file: {other}");
        var stream = new EndingStream(File.OpenRead(path));
        ParquetReader? reader = null;
        try
        {
            if (await FooterAsync(stream, cancellation).ConfigureAwait(false) is { } footer && ParquetShape.Mistake(footer) is { } mistake)
                throw new InvalidDataException(mistake);
            reader = await ParquetReader.CreateAsync(stream, cancellationToken: cancellation).ConfigureAwait(false);
            return new MetadataFile(path, stream, reader);
        }
        catch (Exception failure)
        {
            if (reader is not null)
                await reader.DisposeAsync().ConfigureAwait(false);
            await stream.DisposeAsync().ConfigureAwait(false);
            if (IsDamage(failure))
                throw new InvalidDataException($"{path} is no whole parquet file: {failure.Message} Fetch it again.", failure);
            throw;
        }
    }

    /// <summary>Whether a column holds texts, or bytes as writers leave them that do not say that they are texts.</summary>
    public static bool HoldsText(DataField field) => field.ClrType == typeof(ReadOnlyMemory<char>) || field.ClrType == typeof(ReadOnlyMemory<byte>);

    /// <summary>The values of a column in one row group.</summary>
    /// <exception cref="InvalidDataException">A page is damaged.</exception>
    public Task<object?[]> ReadAsync(ParquetRowGroupReader group, string column, CancellationToken cancellation) =>
        GuardAsync(group, column, field => ColumnCodec.For(field)!.ReadAsync(group, field, cancellation));

    /// <summary>The texts of a column in one row group; null where there is none, and where bytes are none.</summary>
    /// <exception cref="InvalidDataException">A page is damaged.</exception>
    public Task<string?[]> ReadTextAsync(ParquetRowGroupReader group, string column, CancellationToken cancellation) => GuardAsync(group, column, async field =>
    {
        if (field.ClrType == typeof(ReadOnlyMemory<char>))
        {
            var texts = new string?[group.RowCount];
            await group.ReadAsync(field, texts.AsMemory(), cancellationToken: cancellation).ConfigureAwait(false);
            return texts;
        }
        return Array.ConvertAll(await ReadBytesAsync(group, field, cancellation).ConfigureAwait(false), value => value is null ? null : TextFile.Decode(value));
    });

    /// <summary>
    /// The texts of a column in one row group, as <see cref="ReadTextAsync"/> reads them, but not as strings: to look at many and keep few takes half
    /// the time so.
    /// </summary>
    /// <exception cref="InvalidDataException">A page is damaged.</exception>
    public async Task<ReadOnlyMemory<char>?[]> ReadLettersAsync(ParquetRowGroupReader group, string column, CancellationToken cancellation)
    {
        if (Fields.First(candidate => candidate.Name == column && MetadataColumns.IsFlat(candidate)).ClrType != typeof(ReadOnlyMemory<char>))
            return Array.ConvertAll(await ReadTextAsync(group, column, cancellation).ConfigureAwait(false), text => text?.AsMemory());
        return await GuardAsync(group, column, async field =>
        {
            var letters = new ReadOnlyMemory<char>?[group.RowCount];
            if (field.IsNullable)
            {
                await group.ReadAsync<ReadOnlyMemory<char>>(field, letters.AsMemory(), cancellationToken: cancellation).ConfigureAwait(false);
                return letters;
            }
            var whole = new ReadOnlyMemory<char>[group.RowCount];
            await group.ReadAsync<ReadOnlyMemory<char>>(field, whole.AsMemory(), cancellationToken: cancellation).ConfigureAwait(false);
            return Array.ConvertAll(whole, text => (ReadOnlyMemory<char>?)text);
        }).ConfigureAwait(false);
    }

    /// <summary>The bytes of a column in one row group, those of texts in UTF-8; null where there are none.</summary>
    /// <exception cref="InvalidDataException">A page is damaged.</exception>
    public async Task<byte[]?[]> ReadBytesAsync(ParquetRowGroupReader group, string column, CancellationToken cancellation)
    {
        if (Fields.First(candidate => candidate.Name == column && MetadataColumns.IsFlat(candidate)).ClrType == typeof(ReadOnlyMemory<byte>))
            return await GuardAsync(group, column, field => ReadBytesAsync(group, field, cancellation)).ConfigureAwait(false);
        return Array.ConvertAll(await ReadTextAsync(group, column, cancellation).ConfigureAwait(false), text => text is null ? null : Encoding.UTF8.GetBytes(text));
    }

    private static async Task<byte[]?[]> ReadBytesAsync(ParquetRowGroupReader group, DataField field, CancellationToken cancellation)
    {
        var bytes = new byte[]?[group.RowCount];
        await group.ReadAsync(field, bytes.AsMemory(), cancellationToken: cancellation).ConfigureAwait(false);
        return bytes;
    }

    private async Task<T> GuardAsync<T>(ParquetRowGroupReader group, string column, Func<DataField, Task<T>> read)
    {
        var field = Fields.First(candidate => candidate.Name == column && MetadataColumns.IsFlat(candidate));
        try
        {
            CheckPages(group, field);
            return await read(field).ConfigureAwait(false);
        }
        catch (Exception damaged) when (IsDamage(damaged))
        {
            throw new InvalidDataException($"{_path}: the column {column} cannot be read: {damaged.Message}. Fetch the file again.", damaged);
        }
    }

    // The library makes room for what a page says it holds before it unpacks it: a few hostile bytes would ask for gigabytes. Pages are looked at as the library
    // goes through them: from the least of the column's offsets on, until all of its values have come, whatever their bytes are said to be together.
    private void CheckPages(ParquetRowGroupReader group, DataField field)
    {
        const int longestLength = 8;
        if (group.GetMetadata(field)?.MetaData is not { } chunk)
            return;
        var start = new byte[longestLength];
        var at = new[] { chunk.DataPageOffset, chunk.DictionaryPageOffset ?? 0, chunk.IndexPageOffset ?? 0 }.Where(offset => offset > 0).DefaultIfEmpty(0).Min();
        for (var values = 0L; values < chunk.NumValues;)
        {
            if (at >= _stream.Length || Peek(at) is not { } page)
                throw new InvalidDataException($"at byte {at}, where a page should begin, there is none");
            if (page.Packed < 0 || page.Packed > _stream.Length - at - page.HeaderBytes)
                throw new InvalidDataException($"a page at byte {at} claims {page.Packed} bytes, more than the file has behind it");
            _stream.Position = at + page.HeaderBytes + Math.Clamp(page.Levels, 0, page.Packed);
            var there = start.AsSpan(0, (int)Math.Min(longestLength, _stream.Length - _stream.Position));
            _stream.ReadExactly(there);
            if (!page.IsCredible(chunk.Codec, there) || (page.Levels > 0 && field is { MaxDefinitionLevel: 0, MaxRepetitionLevel: 0 }))
                throw new InvalidDataException($"a page at byte {at} says that its {page.Packed} bytes hold {page.Plain}");
            (at, values) = (at + page.HeaderBytes + page.Packed, values + page.Values);
        }
    }

    // Statistics in a header may be long: those of pictures have a whole one in them.
    private ParquetPage? Peek(long at)
    {
        const int usual = 512, growth = 16, most = usual * growth * growth * growth * growth;
        for (long length = usual; ; length *= growth)
        {
            var bytes = new byte[Math.Min(length, _stream.Length - at)];
            _stream.Position = at;
            _stream.ReadExactly(bytes);
            if (ParquetShape.Page(bytes) is { } page)
                return page;
            if (bytes.Length < length || length >= most)
                return null;
        }
    }

    /// <summary>Closes the file.</summary>
    public async ValueTask DisposeAsync()
    {
        await _reader.DisposeAsync().ConfigureAwait(false);
        await _stream.DisposeAsync().ConfigureAwait(false);
    }

    // Null where there is none in the clear; the reader says what is wrong.
    private static async Task<byte[]?> FooterAsync(EndingStream stream, CancellationToken cancellation)
    {
        const int endBytes = 8;
        if (stream.Length < endBytes)
            return null;
        var end = new byte[endBytes];
        stream.Position = stream.Length - endBytes;
        await stream.ReadExactlyAsync(end, cancellation).ConfigureAwait(false);
        var length = BinaryPrimitives.ReadInt32LittleEndian(end);
        if (!end.AsSpan(4).SequenceEqual("PAR1"u8) || length < 0 || length > stream.Length - endBytes)
            return null;
        var footer = new byte[length];
        stream.Position = stream.Length - endBytes - length;
        await stream.ReadExactlyAsync(footer, cancellation).ConfigureAwait(false);
        return footer;
    }

    // Readers of damaged files fail in many ways; only these say something else.
    private static bool IsDamage(Exception failure) =>
        failure is not (OperationCanceledException or DllNotFoundException or OutOfMemoryException or UnauthorizedAccessException);
}
