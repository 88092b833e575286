using Slug.Experiments.Clip.Inputs;
using Slug.Experiments.Parity;
using Slug.Pipeline.Configuration;
using static TorchSharp.torch;

namespace Slug.Experiments.Tests.Parity;

public sealed class ReferenceComparisonTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("slug-references-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Files_that_folders_lack_are_all_told_before_anything_is_compared()
    {
        Write("one/config.json", """{"embed_dim": 32, "vision": {}, "text": {}}""");
        Write("one/weights.safetensors", "");
        Write("two/config.json", "{");
        Write("membership.json", """{"cases": []}""");
        var problems = Assert.Throws<ConfigurationException>(Compare).Problems;
        Assert.Equal(2, problems.Count);
        Assert.Contains(" lacks batches.safetensors, outputs.safetensors, forget_grads.safetensors, retain_grads.safetensors, layers.json, ", problems[0].Message);
        Assert.Contains(Path.Combine("two", "config.json") + " is not JSON", problems[1].Message);
    }

    [Fact]
    public void A_folder_of_an_unknown_kind_is_named()
    {
        Write("other/config.json", """{"_class_name": "SomethingElse"}""");
        Write("without/readme.txt", "");
        Write("membership.json", """{"cases": []}""");
        var result = Compare();
        Assert.Equal(["other"], result.Skipped);
        Assert.Empty(result.Rows);
    }

    [Fact]
    public void A_tokenizer_json_of_texts_is_compared_and_one_that_makes_a_tokenizer_is_not_taken_for_it()
    {
        Write("texts/tokenizer.json", """{"context_length": 5, "start": 49406, "end": 49407, "cases": [{"text": "a photo", "ids": [320, 1125], "padded": [49406, 320, 1125, 49407, 0]}]}""");
        Write("model/tokenizer.json", """{"version": "1.0", "model": {"type": "BPE", "merges": []}}""");
        var result = Compare();
        Assert.Equal(["tokenizer.json", "tokenizer.json", "tokenizer.json"], result.Rows.Select(r => r.Reference));
        Assert.All(result.Rows, r => Assert.Equal(0, r.Row.MaxAbsoluteError));
        File.Delete(Path.Combine(_folder, "texts", "tokenizer.json"));
        var problem = Assert.Single(Assert.Throws<ConfigurationException>(Compare).Problems);
        Assert.Contains("holds nothing to compare with", problem.Message);
        Write("broken/tokenizer.json", "{");
        Assert.Contains("tokenizer.json is not JSON", Assert.Single(Assert.Throws<ConfigurationException>(Compare).Problems).Message);
    }

    private ReferenceResult Compare() => new ReferenceComparison(_folder, Path.Combine(Repository.Root, TokenizerSource.Tracked), CPU).Compare();

    private void Write(string file, string text)
    {
        var path = Path.Combine(_folder, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
