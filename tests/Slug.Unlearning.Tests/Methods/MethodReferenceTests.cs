using Slug.Models.Checkpoints;
using Slug.Unlearning.Methods;
using static TorchSharp.torch;

namespace Slug.Unlearning.Tests.Methods;

/// <summary>Each method alone against the weights that a reference implementation ends with, at a constant learning rate of 1e-3.</summary>
public class MethodReferenceTests
{
    private static readonly MethodData Data = new(_ => TinyClip.Batches("forget"), _ => TinyClip.Batches("retain"), 3, 4);

    [Theory]
    [InlineData("ft_epoch1", MethodKind.FineTuning, 1)]
    [InlineData("ga_epoch1", MethodKind.GradientAscent, 1)]
    [InlineData("gaft_epoch1", MethodKind.AscentAndFineTuning, 1)]
    [InlineData("salun_epoch1", MethodKind.SaliencyUnlearning, 1)]
    [InlineData("ssd_after3", MethodKind.SelectiveDampening, 3)]
    public void Ends_with_the_weights_of_the_reference(string file, MethodKind kind, int epochs)
    {
        using var scope = NewDisposeScope();
        using var model = TinyClip.Load();
        var seen = new List<int>();
        ComparisonMethod.Run(model, kind, Data, new MethodOptions { Epochs = epochs, LearningRate = 1e-3, ConstantLearningRate = true }, epoch =>
        {
            seen.Add(epoch);
            return true;
        });
        Assert.Equal(Enumerable.Range(0, epochs), seen);
        using var noGrad = no_grad();
        var expected = SafetensorsFile.LoadAll(Path.Combine(TinyClip.Folder, $"{file}.safetensors"));
        Assert.NotEmpty(expected);
        foreach (var (name, weights) in expected)
        {
            var off = weights.sub(model.get_parameter(name)!).abs().max().item<float>() / Math.Max(weights.abs().max().item<float>(), 1e-6f);
            Assert.True(off < 1e-3, $"{name}: {off:E2}");
        }
    }
}
