using System.Text;

namespace Parquet.Schema;

/// <summary>The columns of a file, in order.</summary>
public class ParquetSchema : IEquatable<ParquetSchema>
{
    private readonly List<Field> _fields;

    /// <summary>A schema of these columns.</summary>
    /// <param name="fields">The columns, in the file's order.</param>
    /// <exception cref="ArgumentException">There is none.</exception>
    public ParquetSchema(IEnumerable<Field> fields)
    {
        ArgumentNullException.ThrowIfNull(fields);
        _fields = fields.ToList();
        if (_fields.Count == 0)
            throw new ArgumentException("A schema needs at least one field.", nameof(fields));
        foreach (var field in _fields)
            field.AttachToSchema();
    }

    /// <summary>A schema of these columns.</summary>
    /// <param name="fields">The columns, in the file's order.</param>
    /// <exception cref="ArgumentException">There is none.</exception>
    public ParquetSchema(params Field[] fields) : this((IEnumerable<Field>)fields)
    {
    }

    /// <summary>The fields, in order.</summary>
    public IReadOnlyList<Field> Fields => _fields;

    /// <summary>The columns, in order.</summary>
    public DataField[] DataFields => GetDataFields();

    /// <summary>The field at a position.</summary>
    /// <param name="i">The position, from 0.</param>
    public Field this[int i] => _fields[i];

    /// <summary>The columns, in order.</summary>
    public DataField[] GetDataFields() => _fields.Cast<DataField>().ToArray();

    /// <summary>Finds a column by its path.</summary>
    /// <param name="path">The path.</param>
    /// <exception cref="ArgumentException">No column has it.</exception>
    public DataField FindDataField(FieldPath path) =>
        DataFields.FirstOrDefault(field => field.Path.Equals(path))
        ?? throw new ArgumentException(
            $"Data field '{path}' not found. The columns are: {string.Join(", ", DataFields.Select(field => field.Name))}.", nameof(path));

    /// <summary>Finds a column by its name.</summary>
    /// <param name="path">The name.</param>
    /// <exception cref="ArgumentException">No column has it.</exception>
    public DataField FindDataField(string path) => FindDataField(new FieldPath(path));

    /// <summary>Same columns in the same order.</summary>
    /// <param name="other">The schema to compare with.</param>
    public bool Equals(ParquetSchema? other) => other is not null && DataFields.SequenceEqual(other.DataFields);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ParquetSchema);

    /// <inheritdoc/>
    public override int GetHashCode() => _fields.Aggregate(1, (hash, field) => HashCode.Combine(hash, field));

    /// <summary>One column a line.</summary>
    public override string ToString() =>
        _fields.Aggregate(new StringBuilder(), (text, field) => text.AppendLine(field.ToString())).ToString();
}
