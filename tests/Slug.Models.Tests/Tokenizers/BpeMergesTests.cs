using Slug.Models.Tokenizers;

namespace Slug.Models.Tests.Tokenizers;

public class BpeMergesTests
{
    [Fact]
    public void Reads_the_literal_of_a_javascript_module()
    {
        var text = GoldenFiles.Merges() + "left out\n";
        var literal = text.Replace("\\", "\\\\").Replace("\"", "\\\"").Replace("\n", "\\n");
        var source = $"\"use strict\";\nlet obj = {{ \"text\": \"{literal}\" }};\nexports.default = obj;\n";
        Assert.Equal(BpeMerges.FromMergesText(GoldenFiles.Merges()).Pairs, BpeMerges.FromJavaScript(source).Pairs);
    }

    [Theory]
    [InlineData("let obj = { \"text\": \"i n", "never ends")]
    [InlineData("let obj = {};", "no string literal")]
    [InlineData("let obj = { 'text': 'head\\ni n\\n' };", "have 1 rules")]
    [InlineData("let obj = { text: `\\u00zz` };", "malformed escape")]
    public void Refuses_other_javascript(string source, string because) =>
        Assert.Contains(because, Assert.Throws<InvalidDataException>(() => BpeMerges.FromJavaScript(source)).Message);

    [Fact]
    public void Refuses_a_malformed_line_naming_it()
    {
        var lines = GoldenFiles.Merges().Split('\n');
        lines[4] = "three words here";
        var error = Assert.Throws<InvalidDataException>(() => BpeMerges.FromMergesText(string.Join('\n', lines)));
        Assert.Contains("Line 5", error.Message);
    }

    [Fact]
    public void Escapes_are_decoded()
    {
        // The decoded text is not CLIP's, so the error quotes it back.
        var error = Assert.Throws<InvalidDataException>(() => BpeMerges.FromJavaScript("{text:\"head\\n\\u0061\\x62\\tc d e\"}"));
        Assert.Contains("'ab\tc d e'", error.Message);
    }
}
