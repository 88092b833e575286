namespace Slug.Figures.PictureGrid;

/// <summary>A picture of a grid.</summary>
/// <param name="Pixels"><c>[side, side, 3]</c>, top row first.</param>
/// <param name="Side">Width and height in pixels.</param>
/// <param name="IsMarked">Whether it has a frame: a picture that asks for what is forgotten.</param>
public sealed record GridPicture(byte[] Pixels, int Side, bool IsMarked = false);

/// <summary>A row of pictures under one name.</summary>
/// <param name="Name">What stands before it: the model, such as <c>before</c>.</param>
/// <param name="Pictures">A picture a column.</param>
public sealed record GridRow(string Name, IReadOnlyList<GridPicture> Pictures);

/// <summary>A band of rows that belong together, with what their columns ask for.</summary>
/// <param name="Title">What it shows.</param>
/// <param name="Columns">What each column asks for.</param>
/// <param name="Rows">The rows.</param>
public sealed record GridBand(string Title, IReadOnlyList<string> Columns, IReadOnlyList<GridRow> Rows);

/// <summary>Generated pictures side by side: the same prompts and seeds, before and after.</summary>
/// <param name="Title">Title of the figure.</param>
/// <param name="Bands">The bands, one above the other.</param>
public sealed record PictureGridData(string Title, IReadOnlyList<GridBand> Bands);
