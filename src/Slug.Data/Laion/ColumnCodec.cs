using System.Globalization;
using System.Text.Json;
using Parquet;
using Parquet.Schema;

namespace Slug.Data.Laion;

/// <summary>Reads, writes and prints the columns of one type; null stands for a missing value.</summary>
internal abstract class ColumnCodec
{
    private static readonly Dictionary<Type, ColumnCodec> Known = new()
    {
        [typeof(ReadOnlyMemory<char>)] = new TextCodec(),
        [typeof(bool)] = new ValueCodec<bool>((json, value) => json.WriteBooleanValue(value)),
        [typeof(sbyte)] = new ValueCodec<sbyte>((json, value) => json.WriteNumberValue(value)),
        [typeof(byte)] = new ValueCodec<byte>((json, value) => json.WriteNumberValue(value)),
        [typeof(short)] = new ValueCodec<short>((json, value) => json.WriteNumberValue(value)),
        [typeof(ushort)] = new ValueCodec<ushort>((json, value) => json.WriteNumberValue(value)),
        [typeof(int)] = new ValueCodec<int>((json, value) => json.WriteNumberValue(value)),
        [typeof(uint)] = new ValueCodec<uint>((json, value) => json.WriteNumberValue(value)),
        [typeof(long)] = new ValueCodec<long>((json, value) => json.WriteNumberValue(value)),
        [typeof(ulong)] = new ValueCodec<ulong>((json, value) => json.WriteNumberValue(value)),
        [typeof(float)] = new ValueCodec<float>((json, value) => WriteFraction(json, value, value.ToString("R", CultureInfo.InvariantCulture))),
        [typeof(double)] = new ValueCodec<double>((json, value) => WriteFraction(json, value, value.ToString("R", CultureInfo.InvariantCulture))),
    };

    /// <summary>The codec of a column, or null for types that are not kept.</summary>
    public static ColumnCodec? For(DataField field) => Known.GetValueOrDefault(field.ClrType);

    /// <summary>The codec of texts.</summary>
    public static ColumnCodec Text => Known[typeof(ReadOnlyMemory<char>)];

    /// <summary>The codec of whole numbers of 32 bits.</summary>
    public static ColumnCodec Number => Known[typeof(int)];

    /// <summary>A column of this type, in which values may be missing.</summary>
    public abstract DataField Field(string name);

    /// <summary>The column's values in one row group.</summary>
    public abstract Task<object?[]> ReadAsync(ParquetRowGroupReader rows, DataField field, CancellationToken cancellation);

    /// <summary>Writes a column that <see cref="Field"/> declared.</summary>
    public abstract Task WriteAsync(ParquetRowGroupWriter rows, DataField field, IReadOnlyList<object?> values, CancellationToken cancellation);

    /// <summary>Prints one value.</summary>
    public abstract void WriteJson(Utf8JsonWriter json, object? value);

    // JSON knows no infinities and no NaN.
    private static void WriteFraction(Utf8JsonWriter json, double value, string text)
    {
        if (double.IsFinite(value))
            json.WriteRawValue(text);
        else
            json.WriteNullValue();
    }

    private sealed class TextCodec : ColumnCodec
    {
        public override DataField Field(string name) => new DataField<string>(name);

        public override async Task<object?[]> ReadAsync(ParquetRowGroupReader rows, DataField field, CancellationToken cancellation)
        {
            var values = new string?[rows.RowCount];
            await rows.ReadAsync(field, values.AsMemory(), cancellationToken: cancellation).ConfigureAwait(false);
            return values;
        }

        public override Task WriteAsync(
            ParquetRowGroupWriter rows, DataField field, IReadOnlyList<object?> values, CancellationToken cancellation) =>
            rows.WriteAsync(field, values.Cast<string?>().ToArray());

        public override void WriteJson(Utf8JsonWriter json, object? value) => json.WriteStringValue((string?)value);
    }

    private sealed class ValueCodec<T>(Action<Utf8JsonWriter, T> print) : ColumnCodec
        where T : struct
    {
        public override DataField Field(string name) => new DataField<T?>(name);

        public override async Task<object?[]> ReadAsync(ParquetRowGroupReader rows, DataField field, CancellationToken cancellation)
        {
            if (field.IsNullable)
            {
                var values = new T?[rows.RowCount];
                await rows.ReadAsync<T>(field, values.AsMemory(), cancellationToken: cancellation).ConfigureAwait(false);
                return Array.ConvertAll(values, value => (object?)value);
            }
            var whole = new T[rows.RowCount];
            await rows.ReadAsync<T>(field, whole.AsMemory(), cancellationToken: cancellation).ConfigureAwait(false);
            return Array.ConvertAll(whole, value => (object?)value);
        }

        public override Task WriteAsync(
            ParquetRowGroupWriter rows, DataField field, IReadOnlyList<object?> values, CancellationToken cancellation) =>
            rows.WriteAsync<T>(field, new ReadOnlyMemory<T?>([.. values.Select(value => (T?)value)]), cancellationToken: cancellation);

        public override void WriteJson(Utf8JsonWriter json, object? value)
        {
            if (value is T present)
                print(json, present);
            else
                json.WriteNullValue();
        }
    }
}
