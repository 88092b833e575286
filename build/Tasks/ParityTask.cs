using Cake.Frosting;
using Slug.Build.Parity;
using Slug.Build.Running;
using Slug.Experiments.Clip.Inputs;
using Slug.Experiments.Parity;
using Slug.Pipeline.Configuration;
using TorchSharp;

namespace Slug.Build.Tasks;

/// <summary>Compares what this machine computes with reference numbers: how to trust a new GPU or another libtorch.</summary>
[TaskName("Parity")]
[TaskDescription("Compares this machine's numbers with reference numbers (--golden=DIR)")]
public sealed class ParityTask : FrostingTask<BuildContext>
{
    /// <inheritdoc/>
    public override void Run(BuildContext context)
    {
        var folder = context.Layout.Resolve(context.Options.Golden!);
        if (!Directory.Exists(folder))
            throw new ConfigurationException(new ConfigOrigin("--golden", 0), $"there is no folder {folder}");
        if (context.Options.Threads is { } threads)
            torch.set_num_threads(threads);
        var comparison = new ReferenceComparison(folder, context.Layout.Resolve(TokenizerSource.Tracked), ChooseDevice(context.Options.Device));
        var result = comparison.Compare();
        foreach (var skipped in result.Skipped)
            Console.Out.WriteLine($"{skipped}: not compared, its config.json is of nothing that is known here");
        if (!ParityTable.Print(result.Rows, Console.Out))
            throw new ReportedFailureException("Beyond the tolerance.");
    }

    private static torch.Device ChooseDevice(string name) => name switch
    {
        "cpu" => torch.CPU,
        "auto" => torch.cuda.is_available() ? torch.CUDA : torch.CPU,
        _ => torch.device(name),
    };
}
