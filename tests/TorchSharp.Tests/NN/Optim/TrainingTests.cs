using static TorchSharp.torch;

namespace TorchSharp.Tests.NN.Optim;

[Collection("alone")]
public class TrainingTests
{
    [Fact]
    public void A_small_network_learns_two_spirals_the_same_way_each_time()
    {
        var first = Train();
        Assert.True(first[^1] < 0.05 * first[0], $"loss went from {first[0]} to {first[^1]}");
        Assert.Equal(first, Train());
    }

    private static double[] Train()
    {
        using var scope = NewDisposeScope();
        manual_seed(11);
        using var model = nn.Sequential(nn.Linear(2, 32), nn.GELU(), nn.LayerNorm(32), nn.Linear(32, 32), nn.GELU(), nn.Linear(32, 2));
        using var optimizer = optim.AdamW(model.parameters(), lr: 0.01, weight_decay: 0.01);
        var angle = linspace(0.5, 7, 100);
        var x = stack([angle * angle.cos(), angle * angle.sin()], 1) / 7;
        var inputs = cat([x, -x]);
        var classes = cat([zeros(100, dtype: ScalarType.Int64), ones(100, dtype: ScalarType.Int64)]);
        var losses = new List<double>();
        for (var step = 0; step < 300; step++)
        {
            using var inner = NewDisposeScope();
            model.zero_grad();
            var loss = nn.functional.cross_entropy(model.call(inputs), classes);
            loss.backward();
            nn.utils.clip_grad_norm_(model.parameters(), 1);
            optimizer.step();
            losses.Add(loss.item<float>());
        }
        return [.. losses];
    }
}
