using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Slug.Models.Checkpoints;
using Slug.Models.Tokenizers;

namespace Slug.Models.Tests.Checkpoints;

public sealed class CheckpointTokenizerTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("slug-tokenizer-").FullName;
    private readonly BpeMerges _expected = BpeMerges.FromMergesText(GoldenFiles.Unpacked("merges.txt.gz"));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_hubs_file_gives_the_same_merges_in_its_old_and_new_form(bool pairs)
    {
        object[] merges = [.. _expected.Pairs.Select(pair => pairs ? (object)new[] { pair.Left, pair.Right } : $"{pair.Left} {pair.Right}")];
        var path = Write("tokenizer.json", JsonSerializer.Serialize(new { version = "1.0", model = new { type = "BPE", merges } }));
        Assert.Equal(path, CheckpointTokenizer.Find(Path.Combine(_folder, "model.safetensors")));
        Assert.Equal(_expected.Pairs, CheckpointTokenizer.Load(path).Pairs);
    }

    [Fact]
    public void A_merges_text_is_used_as_well_and_nothing_where_there_is_nothing()
    {
        var checkpoint = Path.Combine(_folder, "model.safetensors");
        Assert.Null(CheckpointTokenizer.Find(checkpoint));
        var path = Write("merges.txt", "#version\n" + string.Concat(_expected.Pairs.Select(pair => $"{pair.Left} {pair.Right}\n")));
        Assert.Equal(path, CheckpointTokenizer.Find(checkpoint));
        Assert.Equal(_expected.Pairs, CheckpointTokenizer.Load(path).Pairs);
    }

    [Fact]
    public void The_content_decides_and_not_the_name()
    {
        var path = Path.Combine(_folder, "object-of-a-store");
        using (var gzip = new GZipStream(File.Create(path), CompressionLevel.Fastest))
            gzip.Write(Encoding.UTF8.GetBytes("#version\n" + string.Concat(_expected.Pairs.Select(pair => $"{pair.Left} {pair.Right}\n"))));
        Assert.Equal(_expected.Pairs, CheckpointTokenizer.Load(path).Pairs);
    }

    [Theory]
    [InlineData("{", "tokenizer.json")]
    [InlineData("[]", "model.merges")]
    [InlineData("""{"model":{"merges":"x"}}""", "model.merges")]
    [InlineData("""{"model":{"merges":[1]}}""", "merge 0")]
    [InlineData("""{"model":{"merges":["a b"]}}""", "1 rules")]
    [InlineData("""{"model":{"merges":[["a","b","c"]]}}""", "two symbols")]
    public void Other_files_are_refused(string json, string reason)
    {
        var error = Assert.Throws<InvalidDataException>(() => CheckpointTokenizer.Load(Write("tokenizer.json", json)));
        Assert.Contains(reason, error.Message);
    }

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }
}
