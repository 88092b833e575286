using Slug.Models.Parity;
using TorchSharp;

namespace Slug.Models.Tests.Parity;

/// <summary>Numbers that timm and torchvision computed.</summary>
public class ClassifierParityTests
{
    [Fact]
    public void Vision_transformer() => AllPass(new VitParity(), "vit-classifier", 6);

    [Fact]
    public void Inception() => AllPass(new InceptionParity(), "inception-formula", 12);

    private static void AllPass(IReferenceKind kind, string set, int count)
    {
        var folder = new ReferenceFolder(GoldenFiles.Path(set));
        Assert.True(kind.Recognises(folder));
        var rows = kind.Compare(folder, torch.CPU);
        Assert.All(rows, row => Assert.True(row.Passed, row.ToString()));
        Assert.Equal(count, rows.Count);
    }
}
