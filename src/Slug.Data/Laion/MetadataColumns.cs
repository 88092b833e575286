using Parquet.Schema;

namespace Slug.Data.Laion;

/// <summary>Finds the columns that are needed in a file's schema.</summary>
internal static class MetadataColumns
{
    /// <summary>Checks the columns of addresses and captions, and chooses the further ones.</summary>
    /// <exception cref="InvalidDataException">A column is missing or of a type that cannot be used.</exception>
    public static IReadOnlyList<ExtraColumn> Choose(string file, IReadOnlyList<DataField> fields, ImageShardOptions options)
    {
        foreach (var name in (string[])[options.UrlColumn, options.CaptionColumn])
            if (ColumnCodec.For(Find(file, fields, name)) != ColumnCodec.Text)
                throw new InvalidDataException($"{file}: the column {name} holds no texts.");
        var others = fields.Where(field => field.Name != options.UrlColumn && field.Name != options.CaptionColumn);
        return options.ExtraColumns is { } names
            ? [.. names.Select(name => Require(file, Find(file, fields, name)))]
            : [.. others.Where(field => ColumnCodec.For(field) is not null).Select(field => Require(file, field))];
    }

    private static ExtraColumn Require(string file, DataField field) => new(field.Name, ColumnCodec.For(field)
        ?? throw new InvalidDataException($"{file}: the column {field.Name} holds {field.ClrType.Name}, which is not kept. Leave it out of the columns to keep."));

    private static DataField Find(string file, IReadOnlyList<DataField> fields, string name) =>
        fields.FirstOrDefault(field => field.Name == name) ?? throw new InvalidDataException(
            $"{file} has no column '{name}'{NearestNames.Hint(name, fields.Select(field => field.Name))}; it has {string.Join(", ", fields.Select(field => field.Name))}.");
}
