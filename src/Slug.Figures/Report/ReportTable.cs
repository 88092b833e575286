namespace Slug.Figures.Report;

/// <summary>A table of the report beside the result table, such as questions with their answers.</summary>
/// <param name="Title">Heading over it.</param>
/// <param name="Caption">What it shows.</param>
/// <param name="Headers">The columns.</param>
/// <param name="Rows">The rows, a text a column.</param>
public sealed record ReportTable(string Title, string Caption, IReadOnlyList<string> Headers, IReadOnlyList<IReadOnlyList<string>> Rows)
{
    /// <summary>The picture that each row speaks of, as PNG, null where it has none; empty where no row has one.</summary>
    public IReadOnlyList<byte[]?> Pictures { get; init; } = [];

    /// <summary>Whether it is folded.</summary>
    public bool IsDetail { get; init; }
}
