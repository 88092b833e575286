using Slug.Data.Emoji;

namespace Slug.Data.Tests.Emoji;

public sealed class VectorDrawingTests
{
    private const string Drawing = "<rect width=\"30\" height=\"30\" fill=\"#c00\"/>";

    [Fact]
    public void A_drawing_fills_the_square_with_its_colour_on_white()
    {
        using var picture = SixLabors.ImageSharp.Image.Load<SixLabors.ImageSharp.PixelFormats.Rgb24>(
            VectorDrawing.Svg("a.svg", Svg("<rect x=\"8\" width=\"16\" height=\"32\" fill=\"#c00\"/>"), 32));
        Assert.Equal((32, 32), (picture.Width, picture.Height));
        Assert.Equal((0xCC, 0, 0), (picture[16, 16].R, picture[16, 16].G, picture[16, 16].B));
        Assert.Equal((255, 255, 255), (picture[1, 16].R, picture[1, 16].G, picture[1, 16].B));
    }

    public static TheoryData<string, string> Excessive() => new()
    {
        { Nested(65), "nested deeper than 64 levels" },
        { string.Concat(Enumerable.Repeat("<g id=\"a\"/>", 66)), "more than 64 of its elements have a name that another has" },
        { string.Concat(Enumerable.Repeat("<style>*{fill:red}</style>", 17)), "more than 16 style sheets" },
        { string.Concat(Enumerable.Repeat("<g/>", 20_001)), "more than 20000 elements" },
        // Ten of ten of ten, and so on: 10^10 rectangles.
        { string.Concat(Enumerable.Range(0, 10).Select(i => $"<g id=\"g{i}\">{string.Concat(Enumerable.Repeat($"<use href=\"#g{i + 1}\"/>", 10))}</g>")) + "<g id=\"g10\"><rect/></g>",
            "what its elements use comes to more than 20000 elements" },
        { $"<style>{string.Concat(Enumerable.Repeat("g{fill:red}", 2_000))}</style>{string.Concat(Enumerable.Repeat("<g/>", 1_000))}", "match each other more than 1000000 times" },
    };

    [Theory]
    [MemberData(nameof(Excessive))]
    public void What_would_occupy_the_library_is_refused_and_names_its_source(string content, string why)
    {
        var message = Assert.Throws<InvalidDataException>(() => VectorDrawing.Svg("a.svg", Svg(content + Drawing), 8)).Message;
        Assert.StartsWith("a.svg is no SVG that can be drawn: ", message);
        Assert.Contains(why, message);
    }

    [Fact]
    public void As_much_as_that_is_drawn()
    {
        var content = Nested(60) + string.Concat(Enumerable.Repeat("<g id=\"a\"/>", 65)) + string.Concat(Enumerable.Repeat("<style>rect{stroke:none}</style>", 16)) + Drawing;
        Assert.NotEmpty(VectorDrawing.Svg("a.svg", Svg(content), 8));
    }

    private static string Nested(int levels) => string.Concat(Enumerable.Repeat("<g>", levels)) + Drawing + string.Concat(Enumerable.Repeat("</g>", levels));

    private static string Svg(string content) => $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"32\" height=\"32\">{content}</svg>";
}
