using System.Text.Json;
using Slug.Models.Checkpoints;
using Slug.Models.Tokenizers;

namespace Slug.Models.Tests.Tokenizers;

public class ClipTokenizerTests
{
    private static readonly Lazy<ClipTokenizer> Shared = new(() => new ClipTokenizer(CheckpointTokenizer.Load(GoldenFiles.Path("merges.txt.gz"))));

    public static TheoryData<string> GoldenTexts()
    {
        var data = new TheoryData<string>();
        foreach (var text in Cases().Select(c => c.GetProperty("text").GetString()!).Distinct()) data.Add(text);
        return data;
    }

    [Theory]
    [MemberData(nameof(GoldenTexts))]
    public void Gives_the_reference_ids(string text)
    {
        var golden = Cases().First(c => c.GetProperty("text").GetString() == text);
        Assert.Equal(Longs(golden.GetProperty("ids")), Shared.Value.Encode(text).Select(id => (long)id));
        Assert.Equal(Longs(golden.GetProperty("padded")), Shared.Value.EncodePadded(text, 77));
    }

    [Fact]
    public void Special_ids_are_the_last_two()
    {
        Assert.Equal(49406, Shared.Value.StartOfText);
        Assert.Equal(49407, Shared.Value.EndOfText);
    }

    [Fact]
    public void A_short_context_keeps_the_end()
    {
        var row = Shared.Value.EncodePadded("a photo of a cat", 4);
        Assert.Equal([49406L, 320, 1125, 49407], row);
    }

    [Theory]
    [InlineData("a photo of a cat")]
    [InlineData("café ! 東京タワー 🐱")]
    [InlineData("don't stop - now !")]
    public void Decodes_what_it_encoded(string text) =>
        Assert.Equal(text.Replace(" '", "'"), Shared.Value.Decode(Shared.Value.Encode(text)).Replace(" '", "'"));

    [Fact]
    public void Tokenizes_a_batch_of_captions()
    {
        using var tokens = Shared.Value.Tokenize(["a cat", "tiger face"], 16);
        Assert.Equal([2, 16], tokens.shape);
        Assert.Equal(Shared.Value.EncodePadded("tiger face", 16), tokens[1].data<long>().ToArray());
    }

    [Theory]
    [InlineData("&amp;amp; x", "& x")]
    [InlineData("&#39;quoted&#x27; &copy2020 &nbsp; &euro;", "'quoted' ©2020 €")]
    [InlineData("&#150; &#0; &unknown; & a&b", "– \uFFFD &unknown; & a&b")]
    [InlineData("  MANY \t\n Spaces\u001Fhere ", "many spaces here")]
    [InlineData("İSTANBUL ΟΔΟΣ ΣΑΣ", "i\u0307stanbul οδος σας")]
    public void Cleans_text(string raw, string clean) => Assert.Equal(clean, TextCleaning.Clean(raw));

    [Theory]
    [InlineData("𝐀𝐁c 12 𝟙x", new[] { "𝐀𝐁c", "1", "2", "𝟙", "x" })]
    [InlineData("don't!? it's", new[] { "don", "'t", "!?", "it", "'s" })]
    [InlineData("a<end_of_text>b", new[] { "a", "<end_of_text>", "b" })]
    [InlineData("!<end_of_text>", new[] { "!<", "end", "_", "of", "_", "text", ">" })]
    public void Splits_into_words(string text, string[] words) =>
        Assert.Equal(words, WordSplitter.Split(text, ["<end_of_text>"]));

    private static IEnumerable<JsonElement> Cases() =>
        JsonDocument.Parse(GoldenFiles.Text("tokenizer.json")).RootElement.GetProperty("cases").EnumerateArray();

    private static long[] Longs(JsonElement array) => [.. array.EnumerateArray().Select(e => e.GetInt64())];
}
