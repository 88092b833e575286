using static TorchSharp.torch;

namespace TorchSharp.Tests.NN.Optim;

public class SchedulerTests
{
    [Fact]
    public void Lambda_multiplies_the_initial_rate()
    {
        using var linear = nn.Linear(1, 1);
        using var optimizer = optim.AdamW(linear.parameters(), lr: 0.5);
        var schedule = optim.lr_scheduler.LambdaLR(optimizer, step => 1.0 / (1 + step));
        Assert.Equal(0.5, optimizer.ParamGroups.Single().LearningRate);
        schedule.step();
        schedule.step();
        Assert.Equal(0.5 / 3, optimizer.ParamGroups.Single().LearningRate, 1e-12);
        Assert.Equal([0.5 / 3], schedule.get_last_lr());
    }

    [Fact]
    public void Cosine_falls_from_the_initial_rate_to_the_lowest()
    {
        using var linear = nn.Linear(1, 1);
        using var optimizer = optim.AdamW(linear.parameters(), lr: 1);
        var schedule = optim.lr_scheduler.CosineAnnealingLR(optimizer, 10, 0.1);
        for (var step = 0; step <= 10; step++)
        {
            var expected = 0.1 + 0.9 * (1 + Math.Cos(Math.PI * step / 10)) / 2;
            Assert.Equal(expected, optimizer.ParamGroups.Single().LearningRate, 1e-9);
            schedule.step();
        }
    }
}
