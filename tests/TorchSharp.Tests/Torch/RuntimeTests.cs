using static TorchSharp.torch;

namespace TorchSharp.Tests;

[Collection("alone")]
public class RuntimeTests
{
    [Fact]
    public void ThreadsCanBeSet()
    {
        int before = get_num_threads();
        try
        {
            set_num_threads(1);
            Assert.Equal(1, get_num_threads());
            set_num_threads(2);
            Assert.Equal(2, get_num_threads());
        }
        finally
        {
            set_num_threads(before);
        }

        Assert.True(get_num_interop_threads() >= 1);
    }

    [Fact]
    public void ResultsDoNotDependOnManagedThreads()
    {
        using var scope = NewDisposeScope();
        var t = arange(1000, dtype: ScalarType.Float64);
        double expected = t.mul(2).sum().item<double>();
        var sums = new double[8];
        Parallel.For(0, sums.Length, i =>
        {
            using var inner = NewDisposeScope();
            sums[i] = t.mul(2).sum().item<double>();
        });
        Assert.All(sums, sum => Assert.Equal(expected, sum));
    }

    [Fact]
    public void TheVersionIsThatOfALibtorch() => Assert.Matches(@"^\d+\.\d+\.\d+", __version__);

    [Fact]
    public void TheDefaultTypeCanBeChanged()
    {
        using var scope = NewDisposeScope();
        try
        {
            set_default_dtype(ScalarType.Float64);
            Assert.Equal(ScalarType.Float64, zeros(1).dtype);
        }
        finally
        {
            set_default_dtype(ScalarType.Float32);
        }

        Assert.Equal(ScalarType.Float32, get_default_dtype());
        Assert.Throws<ArgumentException>(() => set_default_dtype(ScalarType.Int32));
    }

    [Fact]
    public void TensorFloat32CanBeAllowedAndForbidden()
    {
        var before = (backends.cuda.matmul.allow_tf32, backends.cudnn.allow_tf32);
        try
        {
            foreach (bool on in new[] { true, false, true })
            {
                backends.cuda.matmul.allow_tf32 = on;
                Assert.Equal(on, backends.cuda.matmul.allow_tf32);
                backends.cudnn.allow_tf32 = !on;
                Assert.Equal(!on, backends.cudnn.allow_tf32);
                Assert.Equal(on, backends.cuda.matmul.allow_tf32);
            }
        }
        finally
        {
            (backends.cuda.matmul.allow_tf32, backends.cudnn.allow_tf32) = before;
        }
    }
}
