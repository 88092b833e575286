using TorchSharp.Tests.Support;
using static TorchSharp.torch;

namespace TorchSharp.Tests;

public class AlgebraTests
{
    [Fact]
    public void ProductsAreThoseByHand()
    {
        using var scope = NewDisposeScope();
        var a = tensor(new double[,] { { 1, 2 }, { 3, 4 } });
        var b = tensor(new double[,] { { 5, 6 }, { 7, 8 } });
        var v = tensor([1.0, -1.0]);
        double[] ab = [19, 22, 43, 50];
        Expect.Values([2, 2], ab, a.matmul(b));
        Expect.Values([2, 2], ab, mm(a, b));
        Expect.Values([2, 2], ab, einsum("ij,jk->ik", a, b));
        Expect.Values([1, 2, 2], ab, a.unsqueeze(0).bmm(b.unsqueeze(0)));
        Expect.Values([2], [-1, -1], a.mv(v));
        Expect.Values([2], [-1, -1], a.matmul(v));
        Expect.Values([], [2], v.dot(v));
        Expect.Values([2, 2], [1, -1, -1, 1], v.outer(v));
        Expect.Values([2, 2], [0.5 + 38, 1 + 44, 1.5 + 86, 2 + 100], a.addmm(a, b, 0.5f, 2f));
        Expect.Values([], [5], a.trace());
        Expect.Values([], [-2], a.det());
        Expect.Values([2, 2], [-2, 1, 1.5, -0.5], a.inverse());
        Expect.Values([2, 2], [1, 0, 0, 1], a.matmul(a.inverse()));
        Expect.Values([4, 2], [5, 6, 7, 8, 0, 0, 0, 0], tensor(new double[,] { { 1 }, { 0 } }).kron(b));
    }

    [Fact]
    public void MatmulBroadcastsBatches()
    {
        using var scope = NewDisposeScope();
        var a = Samples.Between(-1, 1, 3, 1, 2, 4);
        var b = Samples.Between(-1, 1, 5, 4, 2);
        var product = a.matmul(b);
        Assert.Equal([3L, 5L, 2L, 2L], product.shape);
        Expect.Values([2, 2], Expect.Numbers(a[2, 0].mm(b[3])), product[2, 3]);
    }
}
