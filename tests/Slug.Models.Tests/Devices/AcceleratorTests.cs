using Slug.Models.Devices;
using TorchSharp;
using static TorchSharp.torch;

namespace Slug.Models.Tests.Devices;

/// <summary>On a machine with a GPU every test runs there too.</summary>
public class AcceleratorTests
{
    public static TheoryData<string> Devices => cuda.is_available() ? ["cpu", "cuda"] : ["cpu"];

    [Theory]
    [MemberData(nameof(Devices))]
    public void What_is_sent_arrives_whole(string device)
    {
        using var scope = NewDisposeScope();
        var host = arange(1000, dtype: ScalarType.Float32);
        var staged = Accelerator.Stage(host, torch.device(device));
        if (device == "cuda") Assert.True(staged.is_pinned());
        foreach (var tensor in new[] { host, staged, host.to(torch.device(device)) })
        {
            var sent = Accelerator.Send(tensor, torch.device(device));
            Assert.Equal(torch.device(device).type, sent.device_type);
            Assert.True(sent.cpu().Equals(host));
        }
    }

    // Where there is no GPU, the memory cannot be looked at, but what is decided about it can.
    [Theory]
    [InlineData(DeviceType.CPU, false, DeviceType.CUDA, true)]
    [InlineData(DeviceType.CPU, true, DeviceType.CUDA, false)]
    [InlineData(DeviceType.CUDA, false, DeviceType.CUDA, false)]
    [InlineData(DeviceType.CPU, false, DeviceType.CPU, false)]
    [InlineData(DeviceType.CUDA, false, DeviceType.CPU, false)]
    public void What_goes_from_the_cpu_to_a_gpu_is_pinned_and_nothing_else(DeviceType from, bool pinned, DeviceType to, bool expected) =>
        Assert.Equal(expected, Accelerator.MustPin(from, () => pinned, to));

    [Theory]
    [InlineData(DeviceType.CPU, DeviceType.CPU)]
    [InlineData(DeviceType.CUDA, DeviceType.CPU)]
    [InlineData(DeviceType.CUDA, DeviceType.CUDA)]
    public void Memory_is_asked_about_only_on_the_way_to_a_gpu(DeviceType from, DeviceType to) =>
        Assert.False(Accelerator.MustPin(from, () => throw new InvalidOperationException("asked"), to));

    [Fact]
    public void On_a_cpu_nothing_is_copied()
    {
        using var scope = NewDisposeScope();
        var host = zeros(4);
        var sent = Accelerator.Send(Accelerator.Stage(host, CPU), CPU);
        host.fill_(7);
        Assert.Equal(7, sent[3].item<float>());
    }

    [Fact]
    public void A_cpu_leaves_the_arithmetic_of_gpus_alone()
    {
        var before = (backends.cuda.matmul.allow_tf32, backends.cudnn.allow_tf32);
        Assert.False(Accelerator.Prepare(CPU));
        Assert.Equal(before, (backends.cuda.matmul.allow_tf32, backends.cudnn.allow_tf32));
    }
}
