using Slug.Models.Checkpoints;
using Slug.Models.Classifiers;
using TorchSharp;
using static TorchSharp.torch;

namespace Slug.Models.Tests.Classifiers;

public sealed class VitTests : IDisposable
{
    private readonly string _file = Path.Combine(Path.GetTempPath(), $"vit-{Guid.NewGuid():N}.pth");
    private readonly DisposeScope _scope = NewDisposeScope();

    [Fact]
    public void A_checkpoint_of_the_benchmark_has_its_weights_under_model_state_dict_and_no_config()
    {
        var config = new VitConfig { ImageSize = 32, PatchSize = 8, Width = 128, Layers = 2, Heads = 2, Hidden = 256, Classes = 5 };
        using var made = Vit.Create(config, seed: 3);
        TorchZip.Write(_file, made.named_parameters().Select(p => KeyValuePair.Create(p.name, (Tensor)p.parameter)), "model_state_dict");
        using var loaded = Vit.Load(_file);
        Assert.Equal(config, loaded.Config);
        var pictures = rand(3, 3, 32, 32);
        Assert.True(made.call(pictures).SameAs(loaded.call(pictures)));
        Assert.Throws<ArgumentException>(() => loaded.call(rand(1, 3, 24, 32)));
    }

    [Fact]
    public void Other_sizes_are_told_by_name()
    {
        using var made = Vit.Create(new VitConfig { ImageSize = 16, PatchSize = 8, Width = 64, Layers = 1, Heads = 1, Hidden = 64, Classes = 2 }, seed: 3);
        TorchZip.Write(_file, made.named_parameters().Select(p => KeyValuePair.Create(p.name, (Tensor)p.parameter)));
        var failure = Assert.Throws<CheckpointException>(() => Vit.Load(_file, VitConfig.Large16(51)));
        Assert.Contains("'head.bias' has shape [2], the model needs [51]", failure.Message, StringComparison.Ordinal);
        Assert.Contains("'blocks.23.norm1.weight' [1024] is missing", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_seed_makes_the_same_model_and_training_moves_it()
    {
        var config = new VitConfig { ImageSize = 16, PatchSize = 8, Width = 32, Layers = 1, Heads = 2, Hidden = 64, Classes = 2 };
        using var first = Vit.Create(config, seed: 5);
        using var second = Vit.Create(config, seed: 5);
        Assert.All(first.named_parameters(), p => Assert.True(p.parameter.SameAs(second.get_parameter(p.name)!), p.name));
        first.call(rand(2, 3, 16, 16)).sum().backward();
        Assert.All(first.named_parameters(), p => Assert.NotNull(p.parameter.grad));
    }

    public void Dispose()
    {
        _scope.Dispose();
        File.Delete(_file);
    }
}
