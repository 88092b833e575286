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
        var rows = ClipParity.Run(TinyClip.Folder);
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

        var failed = ClipParity.Run(_folder).Where(r => !r.Passed).Select(r => r.Quantity).ToList();
        Assert.Contains("language importance", failed);
        Assert.Contains("forget gradient of visual.proj", failed);
    }

    [Fact]
    public void A_folder_that_lacks_files_is_refused_with_their_names()
    {
        File.WriteAllText(Path.Combine(_folder, "config.json"), "{}");
        var message = Assert.Throws<FileNotFoundException>(() => ClipParity.Run(_folder)).Message;
        Assert.Contains("weights.safetensors", message);
        Assert.Contains("layers.json", message);
        Assert.DoesNotContain("config.json", message);
    }
}
