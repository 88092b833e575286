using Slug.Models.Parity;
using Slug.Unlearning.Parity;
using Xunit.Abstractions;

namespace Slug.Unlearning.Tests.Parity;

public sealed class ClipParityTests(ITestOutputHelper output) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("slug-parity-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Every_quantity_of_the_reference_is_met()
    {
        var rows = Compare(TinyClip.Folder);
        foreach (var row in rows) output.WriteLine($"{row.Quantity,-50} abs {row.MaxAbsoluteError:E2} rel {row.MaxRelativeError:E2} of {row.Tolerance:E0}");
        Assert.All(rows, row => Assert.True(row.Passed, row.ToString()));
        Assert.True(rows.Count >= 15);
    }

    [Fact]
    public void A_wrong_weight_is_noticed()
    {
        foreach (var file in Directory.GetFiles(TinyClip.Folder)) File.Copy(file, Path.Combine(_folder, Path.GetFileName(file)));
        using (var model = TinyClip.Load())
        {
            using (TorchSharp.torch.no_grad()) model.TextProjection.mul_(1.01);
            model.Visual.Projection.requires_grad_(false).mul_(1.5);
            model.Save(Path.Combine(_folder, "weights.safetensors"));
        }

        var failed = Compare(_folder).Where(r => !r.Passed).Select(r => r.Quantity).ToList();
        Assert.Contains("language importance", failed);
        Assert.Contains("forget gradient of visual.proj", failed);
    }

    [Theory]
    [InlineData("""{"embed_dim": 32, "vision_cfg": {}, "text_cfg": {}}""", true)]
    [InlineData("""{"embed_dim": 32, "vision": {}, "text": {}}""", true)]
    [InlineData("""{"text_config": {}, "vision_config": {}, "projection_dim": 32}""", false)]
    [InlineData("""{"embed_dim": 48, "depth": 3}""", false)]
    public void A_folder_is_known_by_its_config(string config, bool known)
    {
        File.WriteAllText(Path.Combine(_folder, "config.json"), config);
        Assert.Equal(known, new ClipParity().Recognises(new ReferenceFolder(_folder)));
    }

    private static IReadOnlyList<ParityRow> Compare(string folder) => new ClipParity().Compare(new ReferenceFolder(folder), TorchSharp.torch.CPU);
}
