using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp.Tests.NN;

public class UtilsTests
{
    [Fact]
    public void Clipping_scales_all_gradients_by_their_common_norm()
    {
        using var scope = NewDisposeScope();
        Parameter[] parameters = [WithGrad([3, 0]), nn.Parameter(zeros(1)), WithGrad([0, 4])];
        Assert.Equal(5, nn.utils.clip_grad_norm_(parameters, 10), 1e-12);
        Numbers.Equal([3, 0], parameters[0].grad!, 0);
        Assert.Equal(5, nn.utils.clip_grad_norm_(parameters, 1), 1e-12);
        Numbers.Equal([3 / 5.000001, 0], parameters[0].grad!);
        Numbers.Equal([0, 4 / 5.000001], parameters[2].grad!);
    }

    [Fact]
    public void Clipping_takes_other_norms()
    {
        using var scope = NewDisposeScope();
        Parameter[] parameters = [WithGrad([3, -1]), WithGrad([0, 4])];
        Assert.Equal(8, nn.utils.clip_grad_norm_(parameters, 100, 1), 1e-12);
        Assert.Equal(4, nn.utils.clip_grad_norm_(parameters, 100, double.PositiveInfinity), 1e-12);
    }

    [Fact]
    public void Clipping_by_value_touches_single_elements()
    {
        using var scope = NewDisposeScope();
        var parameter = WithGrad([3, -0.5]);
        nn.utils.clip_grad_value_([parameter], 1);
        Numbers.Equal([1, -0.5], parameter.grad!, 0);
    }

    [Fact]
    public void Parameters_become_one_vector()
    {
        using var scope = NewDisposeScope();
        Parameter[] parameters = [nn.Parameter(Numbers.Of([1, 2, 3, 4], 2, 2)), nn.Parameter(Numbers.Of([5], 1))];
        var vector = nn.utils.parameters_to_vector(parameters);
        Numbers.Equal([1, 2, 3, 4, 5], vector, 0);
        (vector * vector).sum().backward();
        Numbers.Equal([2, 4, 6, 8], parameters[0].grad!);
    }

    private static Parameter WithGrad(double[] gradient)
    {
        var parameter = nn.Parameter(zeros(gradient.Length, dtype: ScalarType.Float64));
        parameter.grad = Numbers.Of(gradient, gradient.Length);
        return parameter;
    }
}
