using Slug.Experiments.Configuration;
using Slug.Models.Devices;
using Slug.Pipeline.Stages;
using TorchSharp;

namespace Slug.Experiments.Graph;

/// <summary>Chooses the device and sets libtorch up, once a step needs it: a run in which everything is fresh never loads libtorch.</summary>
public static class TorchRuntime
{
    /// <summary>Sets threads, global seed and, on a GPU, its arithmetic, and notes device and versions with the step.</summary>
    /// <param name="run">Which device and how many threads the user asked for.</param>
    /// <param name="seed">Seeds libtorch's own generator.</param>
    /// <param name="context">The step that is about to compute.</param>
    /// <returns>The device to compute on.</returns>
    /// <exception cref="InvalidOperationException">A GPU was asked for and there is none.</exception>
    public static torch.Device Start(RunOptions run, long seed, IStepContext context)
    {
        torch.set_num_threads(run.Threads ?? Environment.ProcessorCount);
        var device = Choose(run.Device);
        torch.random.manual_seed(seed);
        context.Provenance("device", device.ToString());
        if (Accelerator.Prepare(device)) context.Provenance("float32", "TF32 products and convolutions");
        context.Provenance("threads", torch.get_num_threads().ToString());
        context.Provenance("libtorch", torch.__version__);
        return device;
    }

    private static torch.Device Choose(string name)
    {
        if (name == "cpu") return torch.CPU;
        var available = torch.cuda.is_available();
        if (name == "auto") return available ? torch.CUDA : torch.CPU;
        if (!available)
        {
            throw new InvalidOperationException($"--device={name} asks for a GPU, but libtorch sees none. Use --device=cpu, or a libtorch built for CUDA (README, 'On a GPU').");
        }

        return torch.device(name);
    }
}
