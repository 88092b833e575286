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
    public void What_is_sent_arrives_whole_and_is_pinned_for_a_gpu_alone(string device)
    {
        using var scope = NewDisposeScope();
        var host = arange(1000, dtype: ScalarType.Float32);
        var staged = Accelerator.Stage(host, torch.device(device));
        Assert.Equal(device == "cuda", device == "cuda" && staged.is_pinned());
        foreach (var tensor in new[] { host, staged, host.to(torch.device(device)) })
        {
            var sent = Accelerator.Send(tensor, torch.device(device));
            Assert.Equal(torch.device(device).type, sent.device_type);
            Assert.True(sent.cpu().Equals(host));
        }
    }

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
