using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp.Tests.NN.Optim;

public class SgdTests
{
    [Fact]
    public void Steps_equal_those_of_pytorch() => Assert.All(
        new (Func<Parameter, optim.Optimizer> Make, double[] Expected)[]
        {
            (p => optim.SGD([p], 0.05), [-0.18939475849285875, -0.7712644023450569, -1.2169059324791454, -1.447605868978186, -1.422615777078958]),
            (p => optim.SGD([p], 0.05, 0.9, 0.1, 0.01), [-0.060627615691490895, -0.5862545628450768, -1.008331608029693, -1.2523074565992431, -1.2750887549095782]),
            (p => optim.SGD([p], 0.05, 0.9, nesterov: true, maximize: true), [-0.2535825730005156, -0.9177460545481803, -1.4198084284818315, -1.6710906244829107, -1.6272087717697439]),
        },
        run => Numbers.Equal(run.Expected, Pinned.Run(run.Make), 1e-13));

    [Fact]
    public void Numbers_out_of_range_are_refused()
    {
        using var scope = NewDisposeScope();
        var parameter = nn.Parameter(ones(1));
        Assert.Throws<ArgumentException>(() => optim.SGD([parameter], -1));
        Assert.Throws<ArgumentException>(() => optim.SGD([parameter], 1, nesterov: true));
    }
}
