using Slug.Models.Checkpoints;
using Slug.Models.Clip;
using Slug.Models.Diffusion.Blocks;

namespace Slug.Models.Diffusion.Loading;

/// <summary>Opens a single file of Stable Diffusion 1 or 2, whose tensors are those of the three parts under other names (<see cref="SingleFileNames"/>).</summary>
internal static class SingleFile
{
    // What other models' single files have and these have not.
    private static readonly (string Key, string Model)[] Others =
    [
        ("conditioner.embedders.", "SDXL"),
        (SingleFileNames.UNetPrefix + "joint_blocks.", "Stable Diffusion 3"),
        (SingleFileNames.UNetPrefix + "double_blocks.", "Flux"),
        ("double_blocks.", "Flux"),
    ];

    public static PipelineParts Open(string path, LoadOptions options)
    {
        var file = CheckpointFiles.Open(path);
        try
        {
            RequireStableDiffusion(file);
            var second = file.Entries.Any(e => e.Name.StartsWith(SingleFileNames.Text2Prefix, StringComparison.Ordinal));
            var configs = options.Configs is { } folder ? SingleFileConfigs.Load(folder, options) : SingleFileConfigs.Infer(file, second, options);
            var parts = new PipelineParts
            {
                Source = path,
                UNetConfig = configs.UNet,
                VaeConfig = configs.Vae,
                TextConfig = configs.Text,
                Scheduler = configs.Scheduler,
                UNet = UNet(file, configs.UNet),
                Vae = Vae(file, configs.Vae),
                Text = new OwningView(second ? Text2(file, configs.Text) : CheckpointView.Under(file, SingleFileNames.Text1Prefix), file),
                Tokenizer = configs.Tokenizer,
                PadId = configs.PadId,
            };
            return parts.Problems() is { Count: > 0 } misfits ? throw new CheckpointException(path, misfits) : parts;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static void RequireStableDiffusion(ICheckpointFile file)
    {
        foreach (var (key, model) in Others)
        {
            if (file.Entries.Any(e => e.Name.StartsWith(key, StringComparison.Ordinal)))
                throw new CheckpointException(file.Path, [$"not supported: {model}. Stable Diffusion 1 and 2 are."]);
        }

        var missing = new List<string>();
        if (!Has(SingleFileNames.UNetPrefix)) missing.Add($"the UNet ({SingleFileNames.UNetPrefix}…)");
        if (!Has(SingleFileNames.VaePrefix)) missing.Add($"the VAE ({SingleFileNames.VaePrefix}…)");
        if (!Has(SingleFileNames.Text1Prefix) && !Has(SingleFileNames.Text2Prefix)) missing.Add($"the text encoder ({SingleFileNames.Text1Prefix}… or {SingleFileNames.Text2Prefix}…)");
        if (missing.Count > 0) throw new CheckpointException(file.Path, [$"is no single file of Stable Diffusion: it lacks {string.Join(", ", missing)}."]);

        bool Has(string prefix) => file.Entries.Any(e => e.Name.StartsWith(prefix, StringComparison.Ordinal));
    }

    private static CheckpointView UNet(ICheckpointFile file, UNetConfig config)
    {
        using var model = new UNet2DConditionModel(config, TorchSharp.torch.META);
        return Part(file, SingleFileNames.UNetPrefix, model.named_parameters().ToDictionary(p => p.name, p => p.parameter.shape), name => SingleFileNames.UNet(name, config));
    }

    private static CheckpointView Vae(ICheckpointFile file, VaeConfig config)
    {
        using var model = new AutoencoderKL(config, TorchSharp.torch.META);
        return Part(file, SingleFileNames.VaePrefix, model.named_parameters().ToDictionary(p => p.name, p => p.parameter.shape), name => SingleFileNames.Vae(name, config));
    }

    /// <summary>The tensors under a prefix by their names in diffusers; those that the model does not have keep theirs, to be told.</summary>
    private static CheckpointView Part(ICheckpointFile file, string prefix, Dictionary<string, long[]> model, Func<string, string> toFile)
    {
        var names = model.Keys.ToDictionary(toFile, name => name, StringComparer.Ordinal);
        return new CheckpointView(file, file.Entries.Where(e => e.Name.StartsWith(prefix, StringComparison.Ordinal)).Select(Entry));

        RenamedEntry Entry(CheckpointEntry entry)
        {
            if (!names.TryGetValue(entry.Name, out var name)) return new RenamedEntry(entry.Name, entry.Name);
            // Linear layers that are 1x1 convolutions here.
            var flat = model[name] is [var output, var input] && entry.Shape.SequenceEqual([output, input, 1, 1]);
            return new RenamedEntry(name, entry.Name, flat ? model[name] : null);
        }
    }

    /// <summary>The text encoder of SD 2: the file has all blocks of ViT-H, of which the last is not used.</summary>
    private static CheckpointView Text2(ICheckpointFile file, ClipTextModelConfig config)
    {
        var unused = $"{SingleFileNames.Text2Prefix}transformer.resblocks.{config.Text.Layers}.";
        return new CheckpointView(file, file.Entries
            .Where(e => e.Name.StartsWith(SingleFileNames.Text2Prefix, StringComparison.Ordinal) && !e.Name.StartsWith(unused, StringComparison.Ordinal))
            .Select(e => new RenamedEntry(e.Name[SingleFileNames.Text2Prefix.Length..], e.Name)));
    }

    /// <summary>A view that closes the file: the parts of a single file share it.</summary>
    private sealed class OwningView(ICheckpointFile view, ICheckpointFile file) : ICheckpointFile
    {
        public string Path => view.Path;

        public IReadOnlyList<CheckpointEntry> Entries => view.Entries;

        public TorchSharp.torch.Tensor Load(string name) => view.Load(name);

        public void CopyTo(string name, TorchSharp.torch.Tensor target) => view.CopyTo(name, target);

        public TorchSharp.torch.Tensor? TryShare(string name) => view.TryShare(name);

        public void Dispose() => file.Dispose();
    }
}
