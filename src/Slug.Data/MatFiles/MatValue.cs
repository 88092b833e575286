namespace Slug.Data.MatFiles;

/// <summary>A value of a MATLAB file.</summary>
/// <param name="Dimensions">Rows, columns and so on; elements are stored column by column.</param>
internal abstract record MatValue(IReadOnlyList<int> Dimensions);

/// <summary>An array of numbers, whatever type they had.</summary>
internal sealed record MatNumbers(IReadOnlyList<int> Dimensions, IReadOnlyList<double> Values) : MatValue(Dimensions);

/// <summary>A line of text.</summary>
internal sealed record MatText(IReadOnlyList<int> Dimensions, string Text) : MatValue(Dimensions);

/// <summary>An array of values of any kind.</summary>
internal sealed record MatCells(IReadOnlyList<int> Dimensions, IReadOnlyList<MatValue> Cells) : MatValue(Dimensions);

/// <summary>An array of records with the same fields.</summary>
/// <param name="Dimensions">See the base.</param>
/// <param name="Fields">The fields' names.</param>
/// <param name="Records">For each record its fields' values.</param>
internal sealed record MatStructs(IReadOnlyList<int> Dimensions, IReadOnlyList<string> Fields, IReadOnlyList<IReadOnlyList<MatValue>> Records)
    : MatValue(Dimensions)
{
    /// <summary>The values of one field over all records.</summary>
    /// <exception cref="InvalidDataException">There is no such field.</exception>
    public IEnumerable<MatValue> Field(string name)
    {
        var index = Fields.Index().Where(field => field.Item == name).Select(field => (int?)field.Index).FirstOrDefault()
            ?? throw new InvalidDataException($"The records have no field {name}, only {string.Join(", ", Fields)}.");
        return Records.Select(record => record[index]);
    }
}
