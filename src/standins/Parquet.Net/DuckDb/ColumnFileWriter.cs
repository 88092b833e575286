using System.IO.Compression;
using System.Runtime.CompilerServices;
using System.Text;
using Parquet.Format;

namespace Parquet.DuckDb;

/// <summary>Writes a parquet file of one column and one row group.</summary>
internal static unsafe class ColumnFileWriter
{
    private const string Table = "column_to_write";

    /// <summary>Writes the file.</summary>
    /// <typeparam name="T">The .NET type of <paramref name="type"/>.</typeparam>
    /// <param name="path">The file, which does not exist.</param>
    /// <param name="type">The kind of column.</param>
    /// <param name="values">The values that are there, in row order.</param>
    /// <param name="levels">1 for each row with a value and 0 for each without; empty where none is missing.</param>
    /// <param name="options">The compression.</param>
    /// <param name="cancellationToken">Stops between batches of rows.</param>
    /// <exception cref="ParquetException">DuckDB could not write it.</exception>
    public static void Write<T>(
        string path, ColumnType type, ReadOnlySpan<T> values, ReadOnlySpan<int> levels, ParquetOptions options, CancellationToken cancellationToken)
        where T : struct
    {
        using var database = Database.Connect();
        database.Execute($"CREATE TEMP TABLE {Table} (c {type.Sql})");
        try
        {
            Append(database, type, values, levels, cancellationToken);
            // The limit on rows is out of reach, so that all of them make one row group.
            database.Execute($"COPY {Table} TO {Database.Quote(path)} (FORMAT parquet, ROW_GROUP_SIZE 4000000000, {Compression(options)})");
        }
        finally
        {
            database.Execute($"DROP TABLE {Table}");
        }
    }

    /// <summary>Refuses the codecs that DuckDB does not write.</summary>
    /// <exception cref="NotSupportedException">The codec is such a one.</exception>
    public static string Compression(ParquetOptions options) => options.CompressionMethod switch
    {
        CompressionMethod.None => "COMPRESSION uncompressed",
        CompressionMethod.Snappy => "COMPRESSION snappy",
        CompressionMethod.Gzip => "COMPRESSION gzip",
        CompressionMethod.Brotli => "COMPRESSION brotli",
        CompressionMethod.Lz4Raw => "COMPRESSION lz4_raw",
        CompressionMethod.Zstd => $"COMPRESSION zstd, COMPRESSION_LEVEL {ZstdLevel(options.CompressionLevel)}",
        _ => throw Unsupported.Member($"CompressionMethod.{options.CompressionMethod}"),
    };

    // The levels that the real package takes.
    private static int ZstdLevel(CompressionLevel level) => level switch
    {
        CompressionLevel.SmallestSize => 19,
        CompressionLevel.Optimal => 3,
        _ => 1,
    };

    private static void Append<T>(
        Database database, ColumnType type, ReadOnlySpan<T> values, ReadOnlySpan<int> levels, CancellationToken cancellationToken) where T : struct
    {
        if (NativeMethods.CreateAppender(database.Handle, null, Table, out var appender) != 0)
            throw new ParquetException(Database.Text(NativeMethods.AppenderError(appender)));
        var logicalType = NativeMethods.CreateLogicalType(type.DuckDbType);
        var chunk = NativeMethods.CreateDataChunk(&logicalType, 1);
        try
        {
            var vectorSize = (int)NativeMethods.VectorSize();
            var rowCount = levels.IsEmpty ? values.Length : levels.Length;
            for (var (row, used) = (0, 0); row < rowCount; row += vectorSize)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var count = Math.Min(vectorSize, rowCount - row);
                NativeMethods.ResetDataChunk(chunk);
                used += Fill(NativeMethods.GetVector(chunk, 0), type, count, values[used..], levels.IsEmpty ? levels : levels.Slice(row, count));
                NativeMethods.SetDataChunkSize(chunk, (ulong)count);
                if (NativeMethods.AppendDataChunk(appender, chunk) != 0)
                    throw new ParquetException(Database.Text(NativeMethods.AppenderError(appender)));
            }
            if (NativeMethods.CloseAppender(appender) != 0)
                throw new ParquetException(Database.Text(NativeMethods.AppenderError(appender)));
        }
        finally
        {
            NativeMethods.DestroyDataChunk(ref chunk);
            NativeMethods.DestroyLogicalType(ref logicalType);
            _ = NativeMethods.DestroyAppender(ref appender);
        }
    }

    private static int Fill<T>(nint vector, ColumnType type, int count, ReadOnlySpan<T> values, ReadOnlySpan<int> levels) where T : struct
    {
        var data = NativeMethods.GetVectorData(vector);
        if (levels.IsEmpty && !type.IsVariableLength)
        {
            values[..count].CopyTo(new Span<T>(data, count));
            return count;
        }

        ulong* validity = null;
        if (!levels.IsEmpty)
        {
            NativeMethods.EnsureValidityWritable(vector);
            validity = NativeMethods.GetVectorValidity(vector);
        }
        var used = 0;
        for (var row = 0; row < count; row++)
        {
            if (validity != null && levels[row] == 0)
                validity[row / 64] &= ~(1UL << (row % 64));
            else if (type.IsVariableLength)
                Pack(vector, row, values[used++]);
            else
                Unsafe.Add(ref Unsafe.AsRef<T>(data), row) = values[used++];
        }
        return used;
    }

    private static void Pack<T>(nint vector, int row, T value) where T : struct
    {
        var bytes = typeof(T) == typeof(ReadOnlyMemory<char>)
            ? ToUtf8(Unsafe.As<T, ReadOnlyMemory<char>>(ref value).Span)
            : Unsafe.As<T, ReadOnlyMemory<byte>>(ref value).Span;
        fixed (byte* start = bytes)
        {
            byte none = 0;
            NativeMethods.AssignBytes(vector, (ulong)row, start == null ? &none : start, (ulong)bytes.Length);
        }
    }

    private static ReadOnlySpan<byte> ToUtf8(ReadOnlySpan<char> text)
    {
        var bytes = new byte[Encoding.UTF8.GetByteCount(text)];
        Encoding.UTF8.GetBytes(text, bytes);
        return bytes;
    }
}
