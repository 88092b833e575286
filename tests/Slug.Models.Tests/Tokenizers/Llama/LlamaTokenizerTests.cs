using System.Text.Json;
using Slug.Models.Tokenizers.Llama;

namespace Slug.Models.Tests.Tokenizers.Llama;

public sealed class LlamaTokenizerTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("slug-llama-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_tokenizer_model_gives_SentencePiece_s_ids_and_texts()
    {
        Copy("tokenizer.model");
        var tokenizer = LlamaTokenizerFiles.Load(_folder);
        var cases = Cases("sentencepiece.json").ToList();
        Assert.True(cases.Count >= 300);
        foreach (var item in cases)
        {
            var ids = Ids(item, "ids");
            Assert.True(ids.SequenceEqual(tokenizer.Encode(Text(item), special: false)), $"{item.GetProperty("text").GetRawText()}: {string.Join(' ', tokenizer.Encode(Text(item), special: false))}");
            Assert.Equal([1, .. ids], tokenizer.Encode(Text(item)));
        }

        Assert.Equal(900, tokenizer.VocabularySize);
    }

    [Theory]
    [InlineData("tokenizer.json", "older")]
    [InlineData("tokenizer-metaspace.json", "newer")]
    public void A_tokenizer_json_gives_the_ids_of_Hugging_Face_s_library(string file, string key)
    {
        Copy(file, "tokenizer.json");
        var tokenizer = LlamaTokenizerFiles.Load(_folder);
        var cases = Cases("huggingface.json").ToList();
        Assert.True(cases.Count >= 300);
        foreach (var item in cases)
            Assert.True(Ids(item, key).SequenceEqual(tokenizer.Encode(Text(item))), $"{item.GetProperty("text").GetRawText()}: {string.Join(' ', tokenizer.Encode(Text(item)))}");
        Assert.Equal((902, 900L), (tokenizer.VocabularySize, tokenizer.IdOf("<image>")));
    }

    [Fact]
    public void Texts_come_back_from_their_ids()
    {
        Copy("tokenizer.json");
        var tokenizer = LlamaTokenizerFiles.Load(_folder);
        foreach (var item in Cases("huggingface.json").Where(c => !Text(c).Contains('<', StringComparison.Ordinal) && !Text(c).Contains(LlamaTokenizer.Blank, StringComparison.Ordinal)))
            Assert.Equal(Text(item), tokenizer.Decode(tokenizer.Encode(Text(item))));
        Assert.Equal("x  y", tokenizer.Decode(tokenizer.Encode("x <pad>y")));
        // The first two bytes of four are no character, and neither are lone halves of a pair.
        var emoji = tokenizer.Encode("a😀", special: false);
        Assert.Equal("a\uFFFD\uFFFD", tokenizer.Decode(emoji.Take(3)));
        Assert.Equal(tokenizer.Encode("a\uFFFDb"), tokenizer.Encode("a\uD83Db"));
        Assert.Throws<ArgumentException>(() => tokenizer.Decode([902]));
    }

    [Fact]
    public void Tokens_added_to_a_tokenizer_model_are_read_beside_it()
    {
        Copy("tokenizer.model");
        File.WriteAllText(Path.Combine(_folder, "added_tokens.json"), """{"<image>": 900}""");
        var tokenizer = LlamaTokenizerFiles.Load(_folder);
        // With a blank behind the token, as transformers does by default: the same as its tokenizer.json.
        Assert.Equal([1, 596, 389, 748, 698, 900, 698, 13, 750, 351, 268, 301, 724, 655, 523, 522, 748], tokenizer.Encode("USER: <image>\nWhat is this? ASSISTANT:"));

        File.WriteAllText(Path.Combine(_folder, "tokenizer_config.json"), """{"legacy": false, "add_bos_token": false, "added_tokens_decoder": {"900": {"content": "<image>", "special": true}}}""");
        Assert.Equal([596, 389, 748, 698, 900, 13, 750, 351, 268, 301, 724, 655, 523, 522, 748], LlamaTokenizerFiles.Load(_folder).Encode("USER: <image>\nWhat is this? ASSISTANT:"));
    }

    [Theory]
    [InlineData(false, false, "a|<x>|b |<x>| c|<x>")]
    [InlineData(true, false, "a|<x>|b|<x>| c|<x>")]
    [InlineData(false, true, "a|<x>|b |<x>|c|<x>")]
    public void Added_tokens_may_swallow_blanks_around_them(bool left, bool right, string expected)
    {
        var tokens = new AddedTokens([new AddedToken("<x>", 7, Special: true, left, right)]);
        Assert.Equal(expected, string.Join('|', tokens.Split("a<x>b <x> c<x>").Select(p => p.Text)));
    }

    [Fact]
    public void The_longest_added_token_wins_and_a_single_word_stands_alone()
    {
        var tokens = new AddedTokens([new AddedToken("ab", 1, false), new AddedToken("abc", 2, false), new AddedToken("no", 3, false, SingleWord: true)]);
        Assert.Equal([2, 1], tokens.Split("abcab").Select(p => p.Token!.Id));
        Assert.Equal(["know ", "no", " nothing"], tokens.Split("know no nothing").Select(p => p.Text));
    }

    [Theory]
    [InlineData("""{"model": {"type": "Unigram", "vocab": {"a": 0}, "merges": []}}""", "its model is 'Unigram'")]
    [InlineData("""{"model": {"type": "BPE", "vocab": {"a": 0}, "merges": ["a b"]}}""", "merge 0, 'a' with 'b'")]
    [InlineData("""{"model": {"type": "BPE", "vocab": {"a": 0}, "merges": []}, "pre_tokenizer": {"type": "ByteLevel"}}""", "the pre-tokenizer 'ByteLevel' is not Llama's")]
    [InlineData("""{"model": {"type": "BPE", "vocab": {"a": 0}, "merges": []}, "normalizer": {"type": "NFKC"}}""", "the normalizer 'NFKC' is not supported")]
    [InlineData("""{"model": {"type": "BPE", "vocab": {"a": 0, "b": 0}, "merges": []}}""", "two pieces have the id 0")]
    [InlineData("""{"model": {"type": "BPE", "vocab": {}, "merges": []}}""", "'model.vocab' is empty")]
    [InlineData("{}", "no tokenizer.json")]
    [InlineData("{", "not JSON")]
    public void Other_tokenizers_are_refused_with_the_reason(string json, string expected)
    {
        File.WriteAllText(Path.Combine(_folder, "tokenizer.json"), json);
        var message = Assert.Throws<InvalidDataException>(() => LlamaTokenizerFiles.Load(_folder)).Message;
        Assert.Contains("tokenizer.json: ", message, StringComparison.Ordinal);
        Assert.Contains(expected, message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_without_a_tokenizer_and_a_file_that_is_none_are_told()
    {
        Assert.Contains("has no tokenizer: put tokenizer.json or tokenizer.model there", Assert.Throws<InvalidDataException>(() => LlamaTokenizerFiles.Load(_folder)).Message, StringComparison.Ordinal);
        File.WriteAllBytes(Path.Combine(_folder, "tokenizer.model"), [0xFF, 0xFF, 0xFF, 0x07]);
        Assert.Contains("no SentencePiece model", Assert.Throws<InvalidDataException>(() => LlamaTokenizerFiles.Load(_folder)).Message, StringComparison.Ordinal);
    }

    private static string Text(JsonElement item) => item.GetProperty("text").GetString()!;

    private static IEnumerable<long> Ids(JsonElement item, string key) => item.GetProperty(key).EnumerateArray().Select(i => i.GetInt64());

    private static IEnumerable<JsonElement> Cases(string file) => JsonDocument.Parse(GoldenFiles.Text("llama-tokenizer", file)).RootElement.EnumerateArray();

    private void Copy(string file, string? name = null) => File.Copy(GoldenFiles.Path("llama-tokenizer", file), Path.Combine(_folder, name ?? file));
}
