using TorchSharp.Tests.Support;
using static TorchSharp.torch;

namespace TorchSharp.Tests;

public class DataTests
{
    [Fact]
    public void ElementsGoInAndOutUnchanged()
    {
        using var scope = NewDisposeScope();
        Assert.Equal([1.5f, -2f], tensor([1.5f, -2f]).data<float>().ToArray());
        Assert.Equal([1.5, -2.0], tensor([1.5, -2.0]).data<double>().ToArray());
        Assert.Equal([1L, long.MaxValue], tensor([1L, long.MaxValue]).data<long>().ToArray());
        Assert.Equal([1, -2], tensor([1, -2]).data<int>().ToArray());
        Assert.Equal([(short)1, (short)-2], tensor([(short)1, (short)-2]).data<short>().ToArray());
        Assert.Equal([(byte)1, (byte)255], tensor([(byte)1, (byte)255]).data<byte>().ToArray());
        Assert.Equal([(sbyte)1, (sbyte)-2], tensor([(sbyte)1, (sbyte)-2]).data<sbyte>().ToArray());
        Assert.Equal([true, false], tensor([true, false]).data<bool>().ToArray());
        Assert.Equal([(Half)1.5, (Half)(-2)], tensor([(Half)1.5, (Half)(-2)]).data<Half>().ToArray());
    }

    [Fact]
    public void TensorsDoNotShareTheArray()
    {
        using var scope = NewDisposeScope();
        float[] source = [1, 2];
        var t = tensor(source);
        source[0] = 9;
        Expect.Values([2], [1, 2], t);
    }

    [Fact]
    public void AccessorsReadAndWriteInPlaceAndFollowStrides()
    {
        using var scope = NewDisposeScope();
        var t = arange(6, dtype: ScalarType.Float32).view(2, 3);
        var transposed = t.t().data<float>();
        Assert.Equal([0f, 3f, 1f, 4f, 2f, 5f], transposed.ToArray());
        Assert.Equal(5f, transposed[2, 1]);
        Assert.Equal(4f, transposed[3]);
        Assert.Equal([0f, 3f, 1f, 4f, 2f, 5f], transposed.AsEnumerable());
        transposed[2, 1] = 50;
        Assert.Equal(50f, t[1, 2].item<float>());
        Assert.Equal(6, transposed.Count);

        var target = new float[4];
        transposed.CopyTo(target, 1, 2);
        Assert.Equal([0f, 1f, 4f, 2f], target);
        t.data<float>().CopyFrom([7f, 8f], 0, 4);
        Expect.Values([2, 3], [0, 1, 2, 3, 7, 8], t);
    }

    [Fact]
    public void ArraysOfSeveralDimensionsKeepThem()
    {
        using var scope = NewDisposeScope();
        var array = new float[,] { { 1, 2, 3 }, { 4, 5, 6 } };
        var t = tensor(array);
        Expect.Values([2, 3], [1, 2, 3, 4, 5, 6], t);
        Assert.Equal(array, t.data<float>().ToNDArray());
        Expect.Values([2, 1, 2], [1, 2, 3, 4], tensor(new long[,,] { { { 1, 2 } }, { { 3, 4 } } }));
        Expect.Values([2, 2], [1, 2, 3, 4], from_array(new[,] { { 1, 2 }, { 3, 4 } }));
    }

    [Fact]
    public void BytesAreTheElementsInMemory()
    {
        using var scope = NewDisposeScope();
        var t = tensor([1f, 2f]);
        Assert.Equal(BitConverter.GetBytes(2f), t.bytes[4..].ToArray());
        t.bytes = new byte[8];
        Expect.Values([2], [0, 0], t);
        Assert.Throws<InvalidOperationException>(() => zeros(2, 3).t().bytes.Length);
        Assert.Throws<ArgumentException>(() => t.bytes = new byte[7]);
    }

    [Fact]
    public void SingleElementsConvert()
    {
        using var scope = NewDisposeScope();
        Assert.Equal(2.5f, tensor(2.5f).item<float>());
        Assert.Equal(7L, tensor([7L]).item<long>());
        Assert.Equal(2.5, tensor(2.5f).ToDouble());
        Assert.Equal(2, tensor(2.5f).ToInt32());
        Assert.Equal(2.5f, (float)tensor(2.5));
        Assert.True(tensor(true).ToBoolean());
        Assert.Equal(ScalarType.Float64, tensor(2.5).ToScalar().Type);
        Assert.True(tensor([3]).is_nonzero());
    }

    [Fact]
    public void WrongTypesAndCountsAreRefused()
    {
        using var scope = NewDisposeScope();
        var t = tensor([1f, 2f]);
        Assert.Throws<ArgumentException>(() => t.item<float>());
        Assert.Throws<ArgumentException>(() => tensor(1f).item<double>());
        Assert.Throws<ArgumentException>(() => t.data<int>());
        Assert.Throws<ArgumentException>(() => tensor(new float[3], [2, 2]));
    }

    [Fact]
    public void EmptyTensorsHaveNoElements()
    {
        using var scope = NewDisposeScope();
        Assert.Equal(0, zeros(0, 3).data<float>().Count);
        Assert.Equal(0, tensor(Array.Empty<float>()).numel());
        Assert.Equal(0f, zeros(0).sum().item<float>());
    }
}
