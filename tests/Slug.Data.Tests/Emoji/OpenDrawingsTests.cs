using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Slug.Data.Emoji;
using Slug.Data.Images;
using Slug.Data.Tests.WebDataset;

namespace Slug.Data.Tests.Emoji;

public sealed class OpenDrawingsTests : IDisposable
{
    private const string Heading = "name\tcode\tsubcategory\tshort names\ticons\tfiles";
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Icons_aliases_and_files_are_drawn_on_white_with_the_longer_side_filling_the_square()
    {
        var icons = Package("icons", ("icons.json", JsonSerializer.SerializeToUtf8Bytes(new
        {
            icons = new { flag = new { body = "<rect width='36' height='18' fill='#f00'/>", height = 18 }, dot = new { body = "<circle cx='18' cy='18' r='9' fill='currentColor'/>" } },
            aliases = new { banner = new { parent = "flag" } },
            width = 36,
            height = 36,
        })));
        var files = Package("files", ("svg/A.svg", Encoding.UTF8.GetBytes(Square("#00f"))), ("svg/B.png", TestImages.Png(64, 64)));
        var table = Table("banner\t1f3f4\tflag\t\tbanner\tsvg/A.svg", "dot\t26ab\tgeometric\tpoint, spot\tdot\tsvg/B.png");
        var catalog = OpenDrawings.Load(table, new Dictionary<string, string> { ["icons"] = icons, ["files"] = files }, ["dot", "banner"]);

        Assert.Equal(["files", "icons"], catalog.Vendors);
        Assert.Equal(["dot", "banner"], catalog.Items.Select(item => item.Name));
        Assert.Equal(["point", "spot"], catalog["dot"].ShortNames);
        Assert.Equal(["banner"], catalog["banner"].ShortNames);
        Assert.Equal(TestImages.Png(64, 64), catalog["dot"].Images["files"]);

        var flag = RgbImage.LoadOnWhite(catalog["banner"].Images["icons"]);
        Assert.Equal((OpenDrawings.Side, OpenDrawings.Side), (flag.Width, flag.Height));
        // 36 x 18 fills the width and the middle half of the height.
        Assert.Equal([255, 255, 255], Pixel(flag, 64, 30));
        Assert.Equal([255, 0, 0], Pixel(flag, 0, 33));
        Assert.Equal([255, 0, 0], Pixel(flag, 127, 94));
        Assert.Equal([255, 255, 255], Pixel(flag, 64, 98));
        var dot = RgbImage.LoadOnWhite(catalog["dot"].Images["icons"]);
        Assert.Equal([0, 0, 0], Pixel(dot, 64, 64));
        Assert.Equal([255, 255, 255], Pixel(dot, 20, 64));
    }

    [Fact]
    public void The_same_packages_give_the_same_bytes()
    {
        var icons = Package("icons", ("icons.json", JsonSerializer.SerializeToUtf8Bytes(new
        {
            icons = new { a = new { body = "<g opacity='.5'><circle cx='8' cy='8' r='7' fill='#fc0'/></g><path d='M3 3l9 4-2 6z' fill='#123'/>" } },
        })));
        var table = Table("a\t1\tx\t\ta\t");
        byte[] Draw() => OpenDrawings.Load(table, new Dictionary<string, string> { ["icons"] = icons }, ["a"])["a"].Images["icons"];
        Assert.Equal(Draw(), Draw());
    }

    [Fact]
    public void All_unusable_names_and_styles_are_listed_at_once()
    {
        var problems = OpenDrawings.Problems(Table("tiger face\t1f42f\tx\t\ttiger-face\t", "rocket\t1f680\tx\t\trocket\tr.svg"), ["icon", "files"], ["tigr face", "tiger face", "rocket"]);
        Assert.Equal(3, problems.Count);
        Assert.EndsWith("has no style 'icon' (did you mean 'icons'?)", problems[0]);
        Assert.Equal(["'tigr face' is unknown (did you mean 'tiger face'?)", "'tiger face' has no drawing by files"], problems.Skip(1));
    }

    [Theory]
    [InlineData("<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'><image href='file:///etc/passwd' width='9' height='9'/></svg>", "'<image'")]
    [InlineData("<!DOCTYPE svg [<!ENTITY a 'b'>]><svg/>", "'<!ENTITY'")]
    [InlineData("<svg xmlns='http://www.w3.org/2000/svg'", "r.svg")]
    [InlineData("no drawing", "r.svg")]
    public void What_is_more_or_less_than_a_drawing_is_refused_by_name(string svg, string said)
    {
        var files = Package("files", ("r.svg", Encoding.UTF8.GetBytes(svg)));
        var failure = Assert.Throws<InvalidDataException>(() =>
            OpenDrawings.Load(Table("rocket\t1f680\tx\t\t\tr.svg"), new Dictionary<string, string> { ["files"] = files }, ["rocket"]));
        Assert.Contains(said, failure.Message);
    }

    [Theory]
    [InlineData("name\tcode\tx", ":1: the heading")]
    [InlineData(Heading + "\na\t1\tx\t\ta", ":2: 5 cells; the heading has 6")]
    [InlineData(Heading + "\na\t1\tx\t\ta\tb\na\t1\tx\t\ta\tb", ":3: 'a' is there twice")]
    public void A_table_that_does_not_fit_is_refused_with_its_line(string text, string said)
    {
        File.WriteAllText(_folder.File("t.tsv"), text);
        Assert.Contains(said, Assert.Throws<InvalidDataException>(() => DrawingTable.Load(_folder.File("t.tsv"))).Message);
    }

    [Fact]
    public void The_demos_names_are_drawn_by_all_thirteen_sets_and_none_is_a_known_false_hit()
    {
        var table = DrawingTable.Load(Path.Combine(AppContext.BaseDirectory, "data", "emoji", "drawings.tsv"));
        var names = EmojiNames.Load(Path.Combine(AppContext.BaseDirectory, "data", "emoji", "names-open.txt"));
        Assert.Equal(13, table.Styles.Count);
        Assert.Equal(274, names.Count);
        Assert.Empty(OpenDrawings.Problems(table, [.. table.Styles], names));
        Assert.DoesNotContain("cricket", names);
        Assert.DoesNotContain(table.Things.Values, thing => thing.Keys.GetValueOrDefault("fxemoji") is "keyboard" or "sunglasses");
    }

    private static string Square(string colour) => $"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 10 10'><rect width='10' height='10' fill='{colour}'/></svg>";

    private static byte[] Pixel(RgbImage image, int x, int y) => image.Pixels.AsSpan(3 * ((y * image.Width) + x), 3).ToArray();

    private DrawingTable Table(params string[] lines)
    {
        File.WriteAllLines(_folder.File("drawings.tsv"), [Heading, .. lines]);
        return DrawingTable.Load(_folder.File("drawings.tsv"));
    }

    private string Package(string name, params (string Path, byte[] Bytes)[] files)
    {
        var path = _folder.File($"{name}.tgz");
        using var gzip = new GZipStream(File.Create(path), CompressionLevel.Fastest);
        gzip.Write(TarBytes.Archive([.. files.Select(f => TarBytes.Entry($"package/{f.Path}", f.Bytes))]));
        return path;
    }
}
