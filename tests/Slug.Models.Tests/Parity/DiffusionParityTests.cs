using Slug.Models.Parity;
using TorchSharp;

namespace Slug.Models.Tests.Parity;

/// <summary>Numbers that diffusers computed on small random models: hidden activations, trajectories, whole samplings.</summary>
public class DiffusionParityTests
{
    [Theory]
    [InlineData("unet-sd15", 11)]
    [InlineData("unet-sd21", 11)]
    public void UNets(string set, int rows) => AllPass(new UNetParity(), set, rows);

    [Fact]
    public void Autoencoder() => AllPass(new VaeParity(), "vae", 8);

    [Theory]
    [InlineData("schedulers", 48)]
    [InlineData("schedulers-0.27.2", 18)]
    public void Schedulers(string set, int rows) => AllPass(new SchedulerParity(), set, rows);

    [Theory]
    [InlineData("pipeline", 34)]
    [InlineData("pipeline-sd21", 34)]
    public void Text_to_image(string set, int rows) => AllPass(new PipelineParity(), set, rows);

    private static void AllPass(IReferenceKind kind, string set, int count)
    {
        var folder = new ReferenceFolder(GoldenFiles.Path(set));
        Assert.True(kind.Recognises(folder));
        var rows = kind.Compare(folder, torch.CPU);
        Assert.All(rows, row => Assert.True(row.Passed, row.ToString()));
        Assert.Equal(count, rows.Count);
    }
}
