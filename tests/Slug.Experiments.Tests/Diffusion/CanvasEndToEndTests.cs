using System.Text.Json;
using Slug.Experiments.Graph;

namespace Slug.Experiments.Tests.Diffusion;

/// <summary>UnlearnCanvas' protocol on a tiny data set in the public layout, from pictures to the table.</summary>
public sealed class CanvasEndToEndTests : IDisposable
{
    private static readonly string[] Before = [StageNames.Download, StageNames.CreateTars, StageNames.Pretrain, StageNames.ComputeGrads, StageNames.Unlearn, StageNames.Generate];

    private readonly CanvasWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task Pictures_of_an_older_model_are_never_counted_for_a_newer_one()
    {
        await CanvasWorld.RunAsync(_world.Options(_world.Config()), Before);
        var manifest = Path.Combine(_world.Results("canvas"), "answers", "Pop_Art.manifest.jsonl");
        var older = Models(manifest);
        // Another pipeline under the same path.
        var weights = _world.In("pipeline/unet/diffusion_pytorch_model.safetensors");
        var bytes = File.ReadAllBytes(weights);
        bytes[^2] ^= 0x10;
        File.WriteAllBytes(weights, bytes);
        await CanvasWorld.RunAsync(_world.Options(_world.Config()), Before);
        var newer = Models(manifest);
        Assert.Single(older);
        Assert.Single(newer);
        Assert.NotEqual(older, newer);

        static List<string?> Models(string manifest) => [.. File.ReadAllLines(manifest).Select(l => JsonDocument.Parse(l).RootElement.GetProperty("model").GetString()).Distinct()];
    }
}
