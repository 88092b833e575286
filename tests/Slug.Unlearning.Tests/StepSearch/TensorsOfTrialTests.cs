using Slug.Evaluation.Incremental;
using static TorchSharp.torch;

namespace Slug.Unlearning.Tests.StepSearch;

/// <summary>What is made of layers under trial is made once a step, whichever of them moves.</summary>
public class TensorsOfTrialTests
{
    [Fact]
    public void It_is_made_again_when_any_of_the_layers_has_moved_and_only_then()
    {
        using var model = new FewWeights(("a", [1]), ("b", [2]));
        var made = 0;
        using var trial = new TensorsOfTrial([model.Layers["a"], model.Layers["b"]]);
        Assert.Equal([1, 1], new[] { Made(), Made() });
        Move("b");
        Assert.Equal([2, 2], new[] { Made(), Made() });
        Move("a");
        Assert.Equal([3, 3], new[] { Made(), Made() });

        float Made() => trial.Of(() => tensor((float)++made)).item<float>();

        void Move(string layer)
        {
            using var noGrad = no_grad();
            model.Layers[layer].Value.add_(1);
        }
    }

    [Fact]
    public void What_it_made_and_what_it_compared_with_are_freed()
    {
        using var model = new FewWeights(("a", [1]));
        Assert.Equal(0, LiveTensors.LeftBy(() =>
        {
            using var trial = new TensorsOfTrial([model.Layers["a"]]);
            trial.Of(() => ones(2));
            using (var noGrad = no_grad())
            using (var scope = NewDisposeScope()) model.Layers["a"].Value.add_(1);
            trial.Of(() => ones(2));
        }));
    }
}
