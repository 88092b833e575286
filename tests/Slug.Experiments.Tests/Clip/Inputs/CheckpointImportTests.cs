using Slug.Experiments.Clip.Inputs;
using Slug.Experiments.Tests.MiniatureWorld;
using Slug.Models.Checkpoints;
using Slug.Models.Clip;

namespace Slug.Experiments.Tests.Clip.Inputs;

public sealed class CheckpointImportTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("slug-import-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(ClipLayout.OpenClip)]
    [InlineData(ClipLayout.HuggingFace)]
    public void A_checkpoint_leaves_in_the_layout_in_which_it_came(ClipLayout layout)
    {
        var config = ClipConfig.Parse(WorldModel.Card);
        var (came, imported, left) = (Path.Combine(_folder, "came"), Path.Combine(_folder, "imported"), Path.Combine(_folder, "left"));
        using var model = ClipModel.Create(config, 3);
        ClipLayouts.Save(model, came, layout);
        Assert.Equal(layout, CheckpointImport.Write(config, came, imported));
        Assert.Equal(layout, ClipLayouts.Of(imported));

        using var again = ClipModel.Load(config, imported);
        CheckpointImport.SaveAsItCame(again, imported, left);
        Assert.Equal(layout, ClipLayouts.Of(left));
        using var before = SafetensorsFile.Open(came);
        using var after = SafetensorsFile.Open(left);
        Assert.Equal(before.Header.Entries.Select(e => e.Name).Order(StringComparer.Ordinal), after.Header.Entries.Select(e => e.Name).Order(StringComparer.Ordinal));
        foreach (var entry in before.Header.Entries)
        {
            using var was = before.Load(entry.Name);
            using var @is = after.Load(entry.Name);
            Assert.True(was.allclose(@is, 0, 0), entry.Name);
        }
    }

    [Fact]
    public void OpenAIs_archive_is_imported_in_full_precision_and_leaves_as_safetensors_in_its_names()
    {
        var config = ClipConfig.Parse("""
            {
              "embed_dim": 6,
              "quick_gelu": true,
              "vision_cfg": { "image_size": 8, "patch_size": 4, "width": 12, "layers": 1, "head_width": 6 },
              "text_cfg": { "context_length": 4, "vocab_size": 16, "width": 8, "heads": 2, "layers": 1 }
            }
            """);
        var (imported, left) = (Path.Combine(_folder, "imported"), Path.Combine(_folder, "left"));
        Assert.Equal(ClipLayout.OpenClip, CheckpointImport.Write(config, Golden("openai-script.pt"), imported));
        using var model = ClipModel.Load(config, imported);
        CheckpointImport.SaveAsItCame(model, imported, left);
        using var expected = SafetensorsFile.Open(Golden("clip.safetensors"));
        using var actual = SafetensorsFile.Open(left);
        Assert.Equal(expected.Entries.Select(e => e.Name).Order(StringComparer.Ordinal), actual.Entries.Select(e => e.Name).Order(StringComparer.Ordinal));
        foreach (var entry in expected.Entries)
        {
            using var was = expected.Load(entry.Name);
            using var @is = actual.Load(entry.Name);
            Assert.True(was.Equals(@is), entry.Name);
        }

        string Golden(string name) => Path.Combine(Repository.Root, "tests", "Slug.Models.Tests", "Golden", "torch", name);
    }

    [Fact]
    public void Weights_that_are_no_numbers_are_refused_with_the_tensors_name_in_the_file()
    {
        var config = ClipConfig.Parse(WorldModel.Card);
        var came = Path.Combine(_folder, "came");
        using (var model = ClipModel.Create(config, 3))
        {
            using (TorchSharp.torch.no_grad()) model.get_parameter("visual.proj")!.fill_(float.NaN);
            ClipLayouts.Save(model, came, ClipLayout.HuggingFace);
        }

        var error = Assert.Throws<CheckpointException>(() => CheckpointImport.Write(config, came, Path.Combine(_folder, "imported")));
        Assert.Contains("'visual_projection.weight' holds", Assert.Single(error.Problems));
        Assert.False(File.Exists(Path.Combine(_folder, "imported")));
    }

    [Fact]
    public void A_training_programs_checkpoint_is_imported_and_what_is_left_out_is_told()
    {
        var config = ClipConfig.Parse(WorldModel.Card);
        var (came, imported) = (Path.Combine(_folder, "came"), Path.Combine(_folder, "imported"));
        using var model = ClipModel.Create(config, 3);
        SafetensorsWriter.Write(came,
            model.named_parameters().Select(p => KeyValuePair.Create("model." + p.name, (TorchSharp.torch.Tensor)p.parameter)).Append(KeyValuePair.Create("loss.weight", TorchSharp.torch.ones(1))));
        var told = new List<string>();
        Assert.Equal(ClipLayout.OpenClip, CheckpointImport.Write(config, came, imported, onLeftOut: told.Add));
        Assert.Equal(["1 tensors outside of 'model.' (loss.weight first)"], told);
        using var again = ClipModel.Load(config, imported);
        Assert.True(again.LogitScale.allclose(model.LogitScale));
    }

    [Fact]
    public void A_checkpoint_of_another_architecture_is_refused_with_every_tensor_that_does_not_fit()
    {
        var config = ClipConfig.Parse(WorldModel.Card);
        var came = Path.Combine(_folder, "came");
        using (var model = ClipModel.Create(config, 3)) model.Save(came);
        var larger = config with { Vision = config.Vision with { Width = 96 } };
        var error = Assert.Throws<CheckpointException>(() => CheckpointImport.Write(larger, came, Path.Combine(_folder, "imported")));
        foreach (var tensor in new[] { "visual.conv1.weight", "visual.class_embedding", "visual.proj" }) Assert.Contains(tensor, error.Message);
        Assert.False(File.Exists(Path.Combine(_folder, "imported")));
    }
}
