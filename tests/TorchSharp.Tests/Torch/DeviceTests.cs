using TorchSharp.Tests.Support;
using static TorchSharp.torch;

namespace TorchSharp.Tests;

/// <summary>Element types and devices; on a machine with a GPU every test of a device runs there too.</summary>
public class DeviceTests
{
    public static TheoryData<string> Devices => cuda.is_available() ? ["cpu", "cuda", "cuda:0"] : ["cpu"];

    [Theory]
    [MemberData(nameof(Devices))]
    public void TensorsAreMadeComputedAndReadOnADevice(string device)
    {
        using var scope = NewDisposeScope();
        var w = ones(2, 3, device: device, requires_grad: true);
        var x = tensor([1f, 2f, 3f], device: device);
        Assert.Equal(new Device(device).type, w.device.type);
        var loss = w.matmul(x).sum();
        loss.backward();
        Assert.Equal(12f, loss.item<float>());
        Assert.Equal(12f, loss.data<float>()[0]);
        Expect.Values([2, 3], [1, 2, 3, 1, 2, 3], w.grad!);
        Assert.Equal(DeviceType.CPU, w.cpu().device_type);
        Assert.Equal(w.device_type, zeros(1).to(device).device_type);
        if (w.is_cuda)
            cuda.synchronize();
    }

    [Theory]
    [MemberData(nameof(Devices))]
    public void SeedsReproduceOnADevice(string device)
    {
        using var scope = NewDisposeScope();
        using var a = new Generator(5, device);
        using var b = new Generator(5, device);
        Assert.True(rand(7, device: device, generator: a).Equals(rand(7, device: device, generator: b)));
    }

    [Fact]
    public void DevicesHaveNames()
    {
        Assert.Equal("cpu", CPU.ToString());
        Assert.Equal("cuda:1", new Device("cuda:1").ToString());
        Assert.Equal((DeviceType.CUDA, -1), (new Device("cuda").type, new Device("cuda").index));
        Assert.Equal((DeviceType.CUDA, 2), (new Device(2).type, new Device(2).index));
        Device named = "cpu";
        Assert.Equal(DeviceType.CPU, named.type);
        Assert.Throws<ArgumentException>(() => new Device("toaster"));
    }

    [Fact]
    public void WithoutAGpuCudaIsRefused()
    {
        using var scope = NewDisposeScope();
        Assert.Equal(cuda.is_available(), cuda.device_count() > 0);
        Assert.Equal(cuda.is_available(), cuda_is_available());
        if (!cuda.is_available())
            Assert.ThrowsAny<Exception>(() => zeros(1).cuda());
        else
            Assert.True(zeros(1).cuda().is_cuda);
    }

    public static TheoryData<ScalarType> Types =>
        [ScalarType.Byte, ScalarType.Int8, ScalarType.Int16, ScalarType.Int32, ScalarType.Int64, ScalarType.Float16, ScalarType.BFloat16,
            ScalarType.Float32, ScalarType.Float64, ScalarType.Bool];

    [Theory]
    [MemberData(nameof(Types))]
    public void ElementTypesConvert(ScalarType type)
    {
        using var scope = NewDisposeScope();
        var t = tensor([0.0, 1.0]).to(type);
        Assert.Equal(type, t.dtype);
        Assert.Equal(t.element_size(), type.ElementSize());
        Expect.Values([2], [0, 1], t.to(ScalarType.Float64));
        Assert.Equal(is_floating_point(type), t.is_floating_point());
        Assert.Equal(is_integral(type), t.is_integral());
    }

    [Fact]
    public void NamedConversionsGiveTheirTypes()
    {
        using var scope = NewDisposeScope();
        var t = tensor([1.5]);
        Assert.Equal(
            [ScalarType.Float32, ScalarType.Float64, ScalarType.Float16, ScalarType.BFloat16, ScalarType.Int32, ScalarType.Int64,
                ScalarType.Bool, ScalarType.Byte],
            new[] { t.@float(), t.@double(), t.half(), t.bfloat16(), t.@int(), t.@long(), t.@bool(), t.@byte() }.Select(x => x.dtype));
        Assert.Equal(ScalarType.Float64, tensor([1]).to(t).dtype);
        Assert.Equal(ScalarType.Float64, tensor([1]).type_as(t).dtype);
    }

    [Fact]
    public void AConversionCanDisposeItsSource()
    {
        var t = ones(2);
        using var converted = t.to(ScalarType.Float64, disposeAfter: true);
        Assert.True(t.IsInvalid);
        Expect.Values([2], [1, 1], converted);
    }

    [Theory]
    [MemberData(nameof(Devices))]
    public void CopiesMayRunOnTheirOwn(string device)
    {
        using var scope = NewDisposeScope();
        var t = arange(12, dtype: ScalarType.Float32).reshape(3, 4);
        Assert.False(t.is_pinned());
        var source = device == "cpu" ? t : t.pin_memory();
        Assert.Equal(device != "cpu", source.is_pinned());
        var moved = source.to(new Device(device), non_blocking: true);
        Assert.True(moved.cpu().Equals(t));
        var rounded = source.to(ScalarType.BFloat16, new Device(device), non_blocking: true);
        Assert.Equal(ScalarType.BFloat16, rounded.dtype);
    }
}
