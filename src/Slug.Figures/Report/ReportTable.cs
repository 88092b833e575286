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

    /// <summary>What the pictures show, for who does not see them; empty where that is the row's first cell.</summary>
    public IReadOnlyList<string> PictureTexts { get; init; } = [];

    /// <summary>The heading under which neighbouring tables of the same stand side by side, where there is room; null where the table has a section of its own.</summary>
    public string? Section { get; init; }

    /// <summary>The rows whose last cell is set off; empty where none is.</summary>
    public IReadOnlyList<bool> Marked { get; init; } = [];

    /// <summary>Whether it is folded; never within a section.</summary>
    public bool IsDetail { get; init; }
}
