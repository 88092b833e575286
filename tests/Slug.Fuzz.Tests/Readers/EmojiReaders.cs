using System.Text;
using Slug.Data.Emoji;
using Slug.Fuzz.Tests.Mutations;

namespace Slug.Fuzz.Tests.Readers;

/// <summary>The JSON of packages of drawings.</summary>
internal sealed class EmojiJsonReader : ForeignReader
{
    public override string Name => "emoji-json";

    public override int Percent => 50;

    public override IReadOnlyList<Type> Documented => [typeof(InvalidDataException)];

    public override IReadOnlyList<byte[]> Tokens => Texts("\"has_img_apple\":", "\"icons\":", "\"aliases\":", "\"parent\":", "\"body\":", "{", "[", "}", "]", "null", "\"name\":");

    public override byte[] Make(Mutator mutator) => JsonMutator.Damage(mutator.Pick(Seeds), mutator);

    public override void Read(string path)
    {
        var json = File.ReadAllBytes(path);
        InvalidDataException? refused = null;
        try
        {
            _ = EmojiIndex.Parse(json, path);
        }
        catch (InvalidDataException e)
        {
            refused = e;
        }
        var set = IconifySet.Parse(json, path);
        foreach (var name in new[] { "tiger", "cat", "x" }.Where(set.Has))
            _ = VectorDrawing.Svg(name, set.Svg(name), 32);
        if (refused is not null)
            throw refused;
    }

    protected override IEnumerable<byte[]> MakeSeeds() => Texts(
        """[{"name":"TIGER FACE","short_names":["tiger"],"category":"Animals","subcategory":"animal-mammal","image":"1f42f.png","has_img_apple":true,"has_img_google":false}]""",
        """{"prefix":"x","width":24,"height":24,"icons":{"tiger":{"body":"<path d=\"M0 0h24v24z\" fill=\"currentColor\"/>","width":12},"cat":{"body":"<circle cx=\"3\" cy=\"3\" r=\"2\"/>","left":1}},"aliases":{"x":{"parent":"tiger"}}}""");
}

/// <summary>Drawings in vectors.</summary>
internal sealed class SvgReader : ForeignReader
{
    public override string Name => "svg";

    public override int Percent => 50;

    public override IReadOnlyList<Type> Documented => [typeof(InvalidDataException)];

    // A document tree with its styles.
    public override long FreeBytes => 32 << 20;

    public override int BytesPerByte => 2000;

    public override IReadOnlyList<byte[]> Tokens => Texts(
        "<g>", "</g>", "<svg>", "<use href=\"#a\"/>", "<use xlink:href=\"#b\"/>", "id=\"a\"", "<pattern id=\"a\" fill=\"url(#a)\">", "<mask id=\"a\" mask=\"url(#a)\">", "<clipPath id=\"a\" clip-path=\"url(#a)\">", "<filter id=\"a\"><feGaussianBlur stdDeviation=\"1e9\"/></filter>", "filter=\"url(#a)\"", "<image href=\"file:///etc/passwd\"/>", "<script>", "<!DOCTYPE x [<!ENTITY a \"b\">]>", "&a;", "d=\"M0 0", "a1e9 1e9 0 1 1 1 1", "width=\"1e9\"", "viewBox=\"0 0 0 0\"", "transform=\"scale(1e38)\"", "<text>x</text>", "<style>*{fill:url(#a)}</style>", "stroke-dasharray=\"1e-9\"", "<linearGradient id=\"a\" href=\"#a\"/>", "NaN", "<![CDATA[", "<!--");

    public override void Read(string path) => _ = VectorDrawing.Svg(path, Encoding.UTF8.GetString(File.ReadAllBytes(path)), 64);

    protected override IEnumerable<byte[]> MakeSeeds() => Texts(
        """<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 36 36"><defs><linearGradient id="b"><stop offset="0" stop-color="red"/><stop offset="1" stop-color="blue"/></linearGradient></defs><g transform="rotate(10)"><path fill="url(#b)" d="M0 0h24v24a4 4 0 0 1-3 3q1 2 3 4c1 1 2 2 3 3z"/><use xlink:href="#b"/></g></svg>""",
        """<svg xmlns="http://www.w3.org/2000/svg" width="32" height="32"><clipPath id="c"><circle r="9"/></clipPath><rect id="a" width="9" height="9" clip-path="url(#c)" style="fill:#fc0;stroke:black;stroke-width:2"/><use href="#a" x="10"/><ellipse cx="5" cy="6" rx="4" ry="2"/><polygon points="1,2 3,4 5,0"/></svg>""");
}
