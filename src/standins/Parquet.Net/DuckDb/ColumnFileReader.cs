using System.Runtime.CompilerServices;
using System.Text;
using Parquet.Format;

namespace Parquet.DuckDb;

/// <summary>Reads a parquet file of one column and one row group.</summary>
internal static unsafe class ColumnFileReader
{
    /// <summary>Reads all values, those that are there packed at the front of <paramref name="values"/>.</summary>
    /// <typeparam name="T">The .NET type of <paramref name="type"/>.</typeparam>
    /// <param name="path">The file.</param>
    /// <param name="type">The kind of its column.</param>
    /// <param name="rowCount">How many rows it must have.</param>
    /// <param name="values">Takes the values.</param>
    /// <param name="levels">Takes 1 for each row with a value and 0 for each without; empty where none may be missing.</param>
    /// <param name="cancellationToken">Stops between batches of rows.</param>
    /// <exception cref="ParquetException">The file is damaged, or a value is missing where none may be.</exception>
    public static void Read<T>(
        string path, ColumnType type, int rowCount, Span<T> values, Span<int> levels, CancellationToken cancellationToken) where T : struct
    {
        using var database = Database.Connect();
        var sql = $"SELECT * FROM read_parquet({Database.Quote(path)})";
        var state = NativeMethods.Prepare(database.Handle, sql, out var statement);
        var result = default(NativeMethods.Result);
        try
        {
            if (state != 0)
                throw new ParquetException(Database.Text(NativeMethods.PrepareError(statement)));
            if (NativeMethods.ExecuteStreaming(statement, out result) != 0)
                throw new ParquetException(Database.Text(NativeMethods.ResultError(ref result)));
            var rows = Fetch(ref result, type, rowCount, values, levels, cancellationToken);
            if (rows != rowCount)
            {
                var error = NativeMethods.ResultError(ref result);
                throw new ParquetException(error != 0 ? Database.Text(error) : $"it has {rows} rows where the footer says {rowCount}");
            }
        }
        finally
        {
            NativeMethods.DestroyResult(ref result);
            NativeMethods.DestroyPrepare(ref statement);
        }
    }

    private static int Fetch<T>(
        ref NativeMethods.Result result, ColumnType type, int rowCount, Span<T> values, Span<int> levels, CancellationToken cancellationToken)
        where T : struct
    {
        var (rows, filled) = (0, 0);
        for (var chunk = NativeMethods.FetchChunk(result); chunk != 0; chunk = NativeMethods.FetchChunk(result))
        {
            try
            {
                cancellationToken.ThrowIfCancellationRequested();
                var count = (int)NativeMethods.GetDataChunkSize(chunk);
                if (count == 0)
                    break;
                if (count > rowCount - rows)
                    throw new ParquetException($"it has more rows than the {rowCount} of the footer");
                filled += Copy(NativeMethods.GetVector(chunk, 0), type, count, values[filled..], levels.IsEmpty ? levels : levels[rows..]);
                rows += count;
            }
            finally
            {
                NativeMethods.DestroyDataChunk(ref chunk);
            }
        }
        return rows;
    }

    private static int Copy<T>(nint vector, ColumnType type, int count, Span<T> values, Span<int> levels) where T : struct
    {
        var data = NativeMethods.GetVectorData(vector);
        var validity = NativeMethods.GetVectorValidity(vector);
        if (validity == null && !type.IsVariableLength)
        {
            new ReadOnlySpan<T>(data, count).CopyTo(values);
            if (!levels.IsEmpty)
                levels[..count].Fill(1);
            return count;
        }

        var filled = 0;
        for (var row = 0; row < count; row++)
        {
            var isThere = validity == null || (validity[row / 64] >> (row % 64) & 1) != 0;
            if (!levels.IsEmpty)
                levels[row] = isThere ? 1 : 0;
            else if (!isThere)
                throw new ParquetException("a value is missing in a column that is declared to have all");
            if (isThere)
                values[filled++] = type.IsVariableLength ? Unpack<T>((NativeMethods.Bytes*)data + row) : Unsafe.Add(ref Unsafe.AsRef<T>(data), row);
        }
        return filled;
    }

    private static T Unpack<T>(NativeMethods.Bytes* value) where T : struct
    {
        var bytes = NativeMethods.Bytes.Of(value);
        if (typeof(T) == typeof(ReadOnlyMemory<char>))
        {
            var text = Encoding.UTF8.GetString(bytes).AsMemory();
            return Unsafe.As<ReadOnlyMemory<char>, T>(ref text);
        }
        ReadOnlyMemory<byte> binary = bytes.ToArray();
        return Unsafe.As<ReadOnlyMemory<byte>, T>(ref binary);
    }
}
