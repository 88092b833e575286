namespace Parquet.Schema;

/// <summary>One entry of a schema. Here always a <see cref="DataField"/>: nested fields are left out.</summary>
public abstract class Field
{
    /// <summary>Names a field.</summary>
    /// <param name="name">The column's name.</param>
    /// <param name="schemaType">What it is.</param>
    /// <exception cref="ArgumentNullException">The name is null.</exception>
    protected Field(string name, SchemaType schemaType)
    {
        ArgumentNullException.ThrowIfNull(name);
        Name = name;
        SchemaType = schemaType;
        Path = new FieldPath(name);
    }

    /// <summary>What the field is.</summary>
    public SchemaType SchemaType { get; }

    /// <summary>The column's name.</summary>
    public string Name { get; }

    /// <summary>Where the column lies in the schema.</summary>
    public FieldPath Path { get; }

    /// <summary>Whether values may be missing.</summary>
    public virtual bool IsNullable { get; internal set; }

    /// <summary>How many repeated fields the column lies in; here 0.</summary>
    public int MaxRepetitionLevel { get; protected set; }

    /// <summary>The definition level of a value that is there: 1 where values may be missing, else 0. Known once a schema holds the field.</summary>
    public int MaxDefinitionLevel { get; protected set; }

    /// <summary>Tells the field that a schema holds it.</summary>
    internal abstract void AttachToSchema();

    /// <inheritdoc/>
    public override string ToString() => $"{Path} ({SchemaType}, RL: {MaxRepetitionLevel}, DL: {MaxDefinitionLevel})";

    /// <summary>Same kind, name and path.</summary>
    public override bool Equals(object? obj) =>
        obj is Field other && SchemaType == other.SchemaType && Name == other.Name && Path.Equals(other.Path);

    /// <inheritdoc/>
    public override int GetHashCode() => Path.GetHashCode();
}
