using Slug.Experiments.Clip.Configuration;
using Slug.Experiments.Parity;
using Slug.Experiments.Tests.EndToEnd;
using Slug.Pipeline.Configuration;
using static TorchSharp.torch;

namespace Slug.Experiments.Tests.Parity;

public sealed class ReferenceComparisonTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("slug-references-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Files_that_folders_lack_are_all_told_before_anything_is_compared()
    {
        Write("one/config.json", """{"embed_dim": 32, "vision": {}, "text": {}}""");
        Write("one/weights.safetensors", "");
        Write("two/config.json", "{");
        Write("membership.json", """{"cases": []}""");
        var problems = (await Assert.ThrowsAsync<ConfigurationException>(CompareAsync)).Problems;
        Assert.Equal(2, problems.Count);
        Assert.Contains(" lacks batches.safetensors, outputs.safetensors, forget_grads.safetensors, retain_grads.safetensors, layers.json, ", problems[0].Message);
        Assert.Contains(Path.Combine("two", "config.json") + " is not JSON", problems[1].Message);
    }

    [Fact]
    public async Task A_folder_of_an_unknown_kind_is_named()
    {
        Write("other/config.json", """{"_class_name": "SomethingElse"}""");
        Write("without/readme.txt", "");
        Write("membership.json", """{"cases": []}""");
        var result = await CompareAsync();
        Assert.Equal(["other"], result.Skipped);
        Assert.Empty(result.Rows);
    }

    private Task<ReferenceResult> CompareAsync() => new ReferenceComparison(_folder, (ClipExperiment)ExperimentLoader.Load(new TinyExperiment().Options()), CPU).CompareAsync(default);

    private void Write(string file, string text)
    {
        var path = Path.Combine(_folder, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
