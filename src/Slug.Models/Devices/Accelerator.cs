using TorchSharp;
using static TorchSharp.torch;

namespace Slug.Models.Devices;

/// <summary>How a GPU is set up and fed. On a CPU nothing of it does anything.</summary>
public static class Accelerator
{
    /// <summary>
    /// Lets float32 products and convolutions round their inputs to TF32, as the reference does before it computes: an eighth of the time on
    /// Ampere and later, ten bits of mantissa. The setting is the process's.
    /// </summary>
    /// <returns>Whether float32 may be TF32 on this device.</returns>
    public static bool Prepare(Device device)
    {
        ArgumentNullException.ThrowIfNull(device);
        if (device.type != DeviceType.CUDA) return false;
        backends.cuda.matmul.allow_tf32 = true;
        backends.cudnn.allow_tf32 = true;
        return true;
    }

    /// <summary>Readies a tensor for <see cref="Send"/>: a copy in pinned memory if it is to go to a GPU, else the same data.</summary>
    /// <param name="host">A tensor on the CPU; the caller's.</param>
    /// <param name="device">Where it will go.</param>
    public static Tensor Stage(Tensor host, Device device)
    {
        ArgumentNullException.ThrowIfNull(host);
        ArgumentNullException.ThrowIfNull(device);
        return MustPin(host.device_type, host.is_pinned, device.type) ? host.pin_memory() : host.alias();
    }

    /// <summary>
    /// The tensor on a device. Out of pinned memory the copy runs while this thread goes on; libtorch keeps the memory until it is done.
    /// </summary>
    public static Tensor Send(Tensor tensor, Device device)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        ArgumentNullException.ThrowIfNull(device);
        if (device.type != DeviceType.CUDA || tensor.device_type != DeviceType.CPU) return tensor.to(device);
        using var staged = Stage(tensor, device);
        return staged.to(device, non_blocking: true);
    }

    /// <summary>Whether a tensor is to be copied into pinned memory on its way. Without a GPU there is none, and even asking is an error.</summary>
    /// <param name="from">Where the tensor is.</param>
    /// <param name="isPinned">Whether it is in pinned memory; asked only where there is such memory.</param>
    /// <param name="to">Where it will go.</param>
    internal static bool MustPin(DeviceType from, Func<bool> isPinned, DeviceType to) => to == DeviceType.CUDA && from == DeviceType.CPU && !isPinned();
}
