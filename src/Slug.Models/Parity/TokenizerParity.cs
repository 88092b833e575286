using System.Text.Json;
using Slug.Models.Tokenizers;

namespace Slug.Models.Parity;

/// <summary>Compares the tokenizer's ids with those of a reference file laid out like this project's <c>tokenizer.json</c>.</summary>
public static class TokenizerParity
{
    /// <summary>Runs the comparison; the error is the number of texts whose ids differ.</summary>
    /// <param name="file">The reference: <c>context_length</c> and <c>cases</c> of <c>text</c>, <c>ids</c>, <c>padded</c>.</param>
    /// <param name="tokenizer">The tokenizer.</param>
    public static IReadOnlyList<ParityRow> Run(string file, ClipTokenizer tokenizer)
    {
        ArgumentNullException.ThrowIfNull(tokenizer);
        using var document = JsonDocument.Parse(File.ReadAllText(file));
        var root = document.RootElement;
        var context = root.GetProperty("context_length").GetInt32();
        var cases = root.GetProperty("cases").EnumerateArray().ToList();
        var special = Math.Max(Math.Abs(root.GetProperty("start").GetInt32() - tokenizer.StartOfText), Math.Abs(root.GetProperty("end").GetInt32() - tokenizer.EndOfText));
        return
        [
            new ParityRow("start and end ids", special, special, 0),
            Row("ids", c => tokenizer.Encode(Text(c)).Select(id => (long)id).SequenceEqual(Ids(c, "ids"))),
            Row("padded ids", c => tokenizer.EncodePadded(Text(c), context).SequenceEqual(Ids(c, "padded"))),
        ];

        ParityRow Row(string quantity, Func<JsonElement, bool> same)
        {
            var different = cases.Where(c => !same(c)).Select(Text).ToList();
            var label = different.Count == 0 ? $"{quantity} of {cases.Count} texts" : $"{quantity} of {cases.Count} texts, first '{different[0]}'";
            return new ParityRow(label, different.Count, different.Count, 0);
        }
    }

    private static string Text(JsonElement element) => element.GetProperty("text").GetString()!;

    private static IEnumerable<long> Ids(JsonElement element, string name) => element.GetProperty(name).EnumerateArray().Select(id => id.GetInt64());
}
