using Slug.Figures.PictureGrid;

namespace Slug.Figures.Tests.PictureGrid;

public sealed class PictureGridFigureTests
{
    [Fact]
    public void The_same_pictures_make_the_same_file()
    {
        string folder = Directory.CreateTempSubdirectory("slug-grid-").FullName;
        try
        {
            PictureGridFigure.Save(Grid(columns: 2, pictures: 2), Path.Combine(folder, "one"));
            PictureGridFigure.Save(Grid(columns: 2, pictures: 2), Path.Combine(folder, "two"));
            byte[] one = File.ReadAllBytes(Path.Combine(folder, "one.png"));
            Assert.True(one.Length > 1000);
            Assert.Equal(one, File.ReadAllBytes(Path.Combine(folder, "two.png")));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [InlineData("comic", "comic", 0)]
    [InlineData("comic", "key, comic", 0)]
    [InlineData("comic", "electric light bulb, outline", 2)]
    [InlineData("a b c", "one two three four five six seven eight nine ten eleven twelve thirteen", 2)]
    public void A_label_that_is_wider_than_its_column_goes_on_below(string first, string second, int lines)
    {
        string folder = Directory.CreateTempSubdirectory("slug-grid-").FullName;
        try
        {
            GridPicture picture = new([.. new byte[3 * 8 * 8]], 8);
            PictureGridFigure.Save(new PictureGridData("A thing", [new GridBand("asked for", ["a"], [new GridRow("before", [picture])])]), Path.Combine(folder, "short"));
            PictureGridFigure.Save(new PictureGridData("A thing", [new GridBand("asked for", [first, second], [new GridRow("before", [picture, picture])])]), Path.Combine(folder, "long"));
            Assert.Equal(13 * lines, Height("long") - Height("short"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        // The height of a PNG is a number of four bytes from the 20th on.
        int Height(string name) => System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(File.ReadAllBytes(Path.Combine(folder, $"{name}.png")).AsSpan(20, 4));
    }

    [Fact]
    public void A_row_that_lacks_a_picture_is_named()
    {
        ArgumentException wrong = Assert.Throws<ArgumentException>(() => PictureGridFigure.Save(Grid(columns: 3, pictures: 2), "nowhere"));
        Assert.StartsWith("The row 'before' of 'asked for' has 2 pictures for 3 columns.", wrong.Message);
    }

    [Fact]
    public void No_pictures_are_no_figure() =>
        Assert.StartsWith("There are no pictures", Assert.Throws<ArgumentException>(() => PictureGridFigure.Save(new PictureGridData("t", []), "nowhere")).Message);

    private static PictureGridData Grid(int columns, int pictures) => new(
        "A thing",
        [new GridBand("asked for", [.. Enumerable.Range(0, columns).Select(c => $"column {c}")], [new GridRow("before", [.. Enumerable.Range(0, pictures).Select(p => new GridPicture([.. Enumerable.Repeat((byte)(p * 90), 3 * 8 * 8)], 8, IsMarked: p == 0))])])]);
}
