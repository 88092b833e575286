using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp.Tests.NN.Optim;

/// <summary>The run whose results were pinned with PyTorch 1.13: seven steps in double precision on five elements.</summary>
internal static class Pinned
{
    public static Tensor Run(Func<Parameter, optim.Optimizer> make)
    {
        using var scope = NewDisposeScope();
        var parameter = nn.Parameter(Numbers.Values(1, 5));
        using var optimizer = make(parameter);
        for (var step = 0; step < 7; step++)
        {
            parameter.grad = Numbers.Values(10 + step, 5);
            optimizer.step();
        }
        return parameter.detach().clone().MoveToOuterDisposeScope();
    }
}
