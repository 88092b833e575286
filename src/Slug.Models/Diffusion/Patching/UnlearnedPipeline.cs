using Slug.Models.Checkpoints;
using Slug.Models.Checkpoints.Patches;
using Slug.Models.Clip;
using Slug.Models.Diffusion.Loading;
using Slug.Models.Layers;
using static TorchSharp.torch;

namespace Slug.Models.Diffusion.Patching;

/// <summary>
/// Opens a pipeline that somebody else has unlearned, in whatever form it is published: a folder of diffusers, a single file, the UNet or text encoder alone
/// (all of its tensors or those that changed), a <c>.diff</c> patch, LoRA in kohya's, diffusers' or PEFT's names, an update of this project's.
/// </summary>
public static class UnlearnedPipeline
{
    private const string Text = "text_encoder.", Network = "unet.", Peft = "base_model.model.";

    private const string Forms = "a pipeline, a UNet or text encoder or some of their tensors, a .diff patch, a LoRA, an update of this project's";

    // In diffusers, and in single files.
    private static readonly string[] OfNetwork =
    [
        Network, "conv_in.", "time_embedding.", "down_blocks.", "mid_block.", "up_blocks.", "conv_norm_out.", "conv_out.",
        SingleFileNames.UNetPrefix, "input_blocks.", "time_embed.", "middle_block.", "output_blocks.", "out.",
    ];

    /// <summary>Opens it; no weight of the pipeline is read yet.</summary>
    /// <param name="original">The pipeline that was unlearned: what a patch does not change comes from here.</param>
    /// <param name="unlearned">What was made of it.</param>
    /// <param name="options">How the original is opened, and a whole pipeline.</param>
    /// <exception cref="CheckpointException">It is nothing of these, or does not fit the original; all problems are listed.</exception>
    public static PipelineParts Open(string original, string unlearned, LoadOptions options)
    {
        ArgumentException.ThrowIfNullOrEmpty(unlearned);
        ArgumentNullException.ThrowIfNull(options);
        if (Directory.Exists(unlearned) && File.Exists(Path.Combine(unlearned, "model_index.json"))) return PipelineParts.Open(unlearned, options with { Variant = null });
        var (path, strength) = Find(unlearned);
        var file = OpenTensors(path);
        PipelineParts? parts = null;
        try
        {
            if (IsWholeFile(file))
            {
                file.Dispose();
                return PipelineParts.Open(path, options with { Configs = options.Configs ?? (Directory.Exists(original) ? original : null) });
            }

            parts = PipelineParts.Open(original, options);
            if (PatchReader.IsOne(file)) strength ??= LoraStrength.Within(file);
            var (text, network) = Changed(parts, file, strength);
            var patched = new PipelineParts
            {
                Source = unlearned,
                UNetConfig = parts.UNetConfig,
                VaeConfig = parts.VaeConfig,
                TextConfig = parts.TextConfig,
                Scheduler = parts.Scheduler,
                UNet = new Owning(network, parts.UNet, file),
                Vae = parts.Vae,
                Text = new Owning(text, parts.Text),
                Tokenizer = parts.Tokenizer,
                PadId = parts.PadId,
                LoraConfig = strength?.Name,
            };
            return patched.Problems() is { Count: > 0 } problems ? throw new CheckpointException(unlearned, problems) : patched;
        }
        catch
        {
            file.Dispose();
            parts?.Dispose();
            throw;
        }
    }

    /// <summary>Looks at what can be told without the original, where that is not on this machine yet: that there are tensors, and that some pipeline may have them.</summary>
    /// <param name="unlearned">What was made of it.</param>
    /// <param name="options">How a whole pipeline is opened.</param>
    /// <param name="text">The sizes of the original's text encoder; null where they are not known.</param>
    /// <exception cref="CheckpointException">It is no checkpoint, holds no tensor, or tensors of something else.</exception>
    public static void RequireKnown(string unlearned, LoadOptions options, ClipTextConfig? text = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(unlearned);
        ArgumentNullException.ThrowIfNull(options);
        if (Directory.Exists(unlearned) && File.Exists(Path.Combine(unlearned, "model_index.json")))
        {
            using var whole = PipelineParts.Open(unlearned, options with { Variant = null });
            return;
        }

        using var file = OpenTensors(Find(unlearned).Path);
        if (IsWholeFile(file)) return;
        if (PatchReader.IsOne(file))
        {
            PatchReader.RequireKnown(file);
            return;
        }

        // Of a network, whose sizes are not known, its names' beginnings are.
        if (file.Entries.Any(e => OfNetwork.Any(start => e.Name.StartsWith(start, StringComparison.Ordinal)))) return;
        var encoder = file.Entries.Any(e => e.Name.StartsWith(Text, StringComparison.Ordinal)) ? CheckpointView.Under(file, Text) : file;
        var shapes = text is null ? null : ClipShapes.OfText(text);
        var entries = ClipLayouts.AsOpenClip(encoder).Entries;
        var strangers = entries.Where(e => !IsOfClip(e.Name)).Select(e => $"'{e.Name}' is unexpected: a text encoder has no such tensor.").ToList();
        if (strangers.Count == entries.Count)
            throw new CheckpointException(file.Path, [$"is none of what is read: {Forms}. It holds {string.Join(", ", file.Entries.Take(5).Select(e => e.Name))}{(file.Entries.Count > 5 ? ", …" : "")}."]);
        if (shapes is not null)
        {
            strangers.AddRange(
                from entry in entries
                where shapes.TryGetValue(entry.Name, out var shape) && !shape.SequenceEqual(entry.Shape)
                select $"'{entry.Name}' has shape [{string.Join(", ", entry.Shape)}], the model needs [{string.Join(", ", shapes[entry.Name])}].");
        }

        if (strangers.Count > 0) throw new CheckpointException(file.Path, strangers);

        // Names in either layout; what a whole CLIP has besides is left aside.
        bool IsOfClip(string name)
        {
            var openClip = HuggingFaceClipNames.Target(name) ?? name;
            return HuggingFaceClipNames.Sources(openClip) is not null && (shapes is null || shapes.ContainsKey(openClip) || ClipTextModel.BelongsElsewhere(openClip));
        }
    }

    /// <summary>Opens a file of weights. One without any would be the original under another name.</summary>
    private static ICheckpointFile OpenTensors(string path)
    {
        var file = CheckpointFiles.Open(path);
        if (file.Entries.Count > 0) return file;
        file.Dispose();
        throw new CheckpointException(path, ["holds no tensor: it changes nothing of the pipeline. Name the file with the unlearned weights."]);
    }

    /// <summary>The file of weights that a path means, and what a config beside it says of LoRA's strength.</summary>
    private static (string Path, LoraStrength? Strength) Find(string path)
    {
        const string config = "adapter_config.json";
        if (File.Exists(path))
        {
            // Read from there it would be no input of the step: a changed config would go unseen.
            return Path.GetFileNameWithoutExtension(path) == "adapter_model" && File.Exists(Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, config))
                ? throw new CheckpointException(path, [$"is a LoRA whose strength stands in {config} beside it. Name the folder."]) : (path, null);
        }

        if (!Directory.Exists(path)) throw new CheckpointException(path, ["there is no such file or folder."]);
        var adapter = Path.Combine(path, config);
        if (File.Exists(adapter) && First("adapter_model.safetensors", "adapter_model.bin") is { } peft) return (peft, LoraStrength.Open(adapter));
        if (First("pytorch_lora_weights.safetensors", "pytorch_lora_weights.bin") is { } lora) return (lora, null);
        if (PartWeights.Find(path, null) is { } part) return (part, null);
        var files = Directory.GetFiles(path, "*.safetensors");
        return files is [var only] ? (only, null)
            : throw new CheckpointException(path, ["is neither a pipeline (model_index.json), nor a UNet or text encoder, nor a LoRA (adapter_config.json, pytorch_lora_weights.safetensors). Name the file that is meant."]);

        string? First(params string[] names) => names.Select(name => Path.Combine(path, name)).FirstOrDefault(File.Exists);
    }

    private static bool IsWholeFile(ICheckpointFile file) =>
        file.Entries.Any(e => e.Name.StartsWith(SingleFileNames.VaePrefix, StringComparison.Ordinal)) && file.Entries.Any(e => e.Name.StartsWith(SingleFileNames.UNetPrefix, StringComparison.Ordinal));

    private static (ICheckpointFile Text, ICheckpointFile Network) Changed(PipelineParts parts, ICheckpointFile file, LoraStrength? strength)
    {
        if (PatchReader.IsOne(file)) return Patched(parts, PatchReader.Read(file, Modules(parts), strength));

        // A single-layer update of this project: what is added, by the names of either layout.
        if (file is SafetensorsFile { Header.Metadata: var metadata } && metadata.GetValueOrDefault("kind", "").Contains("add the tensor", StringComparison.Ordinal))
        {
            var strangers = file.Entries.Where(e => HuggingFaceClipNames.Target(e.Name) is null && HuggingFaceClipNames.Sources(e.Name) is null).Select(e => $"'{e.Name}' is no tensor of CLIP.").ToList();
            if (strangers.Count > 0) throw new CheckpointException(file.Path, strangers);
            FiniteWeights.Require(file);
            var update = ClipChanges.OfUpdate(file.Entries.Select(e => KeyValuePair.Create(e.Name, file.Load(e.Name))));
            return Patched(parts, [.. update.Select(change => change with { Name = Text + change.Name, Source = new ChangeSource(file.Path, change.Name) })]);
        }

        return Replaced(parts, file);
    }

    private static (ICheckpointFile Text, ICheckpointFile Network) Patched(PipelineParts parts, IReadOnlyList<WeightChange> changes)
    {
        var text = changes.Where(c => c.Name.StartsWith(Text, StringComparison.Ordinal)).Select(c => c with { Name = c.Name[Text.Length..] });
        var network = changes.Where(c => c.Name.StartsWith(Network, StringComparison.Ordinal)).Select(c => new PlacedChange(c.Name[Network.Length..], LayerView.Whole, c.Change) { Source = c.Source });
        return (new EditedCheckpoint(parts.Text, ClipChanges.Place(text, parts.Text)), new EditedCheckpoint(parts.UNet, [.. network]));
    }

    /// <summary>New tensors in the place of old ones: of the UNet, by the names of diffusers or of single files, or of the text encoder.</summary>
    private static (ICheckpointFile Text, ICheckpointFile Network) Replaced(PipelineParts parts, ICheckpointFile file)
    {
        var network = parts.UNet.Entries.Select(e => e.Name).ToHashSet(StringComparer.Ordinal);
        var single = network.ToDictionary(name => SingleFileNames.UNet(name, parts.UNetConfig), StringComparer.Ordinal);
        string? Of(string name) => network.Contains(name) ? name
            : name.StartsWith(Network, StringComparison.Ordinal) && network.Contains(name[Network.Length..]) ? name[Network.Length..]
            : single.GetValueOrDefault(name) ?? single.GetValueOrDefault(SingleFileNames.UNetPrefix + name);
        if (file.Entries.Any(e => Of(e.Name) is not null))
        {
            // Whoever lays it over tells names that are none.
            var shapes = parts.UNet.Entries.ToDictionary(e => e.Name, e => e.Shape, StringComparer.Ordinal);
            var renamed = new CheckpointView(file, file.Entries.Select(e => Of(e.Name) is { } name
                ? new RenamedEntry(name, e.Name, shapes[name].Count != e.Shape.Count && shapes[name].SequenceEqual(e.Shape.Take(shapes[name].Count)) ? shapes[name] : null)
                : new RenamedEntry(e.Name, e.Name)));
            return (parts.Text, Some(new OverlaidCheckpoint(parts.UNet, renamed)));
        }

        var text = file.Entries.Any(e => e.Name.StartsWith(Text, StringComparison.Ordinal)) ? CheckpointView.Under(file, Text) : file;
        if (text.Entries.All(e => parts.Text.Entries.Any(own => own.Name == e.Name))) return (Some(new OverlaidCheckpoint(parts.Text, text)), parts.UNet);
        try
        {
            // A whole text encoder, or a whole CLIP, in either layout.
            ClipTextModel.RequireFit(parts.TextConfig, text);
            return (text, parts.UNet);
        }
        catch (CheckpointException e)
        {
            throw new CheckpointException(file.Path, [$"is none of what is read: {Forms}.", .. e.Problems.Take(5)]);
        }

        // Some tensors are looked at here, as a patch's are. A whole part may be gigabytes, and every command opens it.
        OverlaidCheckpoint Some(OverlaidCheckpoint overlaid)
        {
            if (file.Entries.Count < overlaid.Entries.Count) FiniteWeights.Require(file);
            return overlaid;
        }
    }

    /// <summary>Every module with a weight, under the names that patches have for it.</summary>
    private static Dictionary<string, PatchedModule> Modules(PipelineParts parts)
    {
        var modules = new Dictionary<string, PatchedModule>(StringComparer.Ordinal);
        // Patches name the text encoder's modules as Hugging Face does, whatever layout the pipeline's file has.
        var text = from entry in ClipLayouts.AsOpenClip(parts.Text).Entries
                   where !HuggingFaceClipNames.IsTransposed(entry.Name)
                   let names = HuggingFaceClipNames.Sources(entry.Name) ?? []
                   from name in names
                   select (Name: name, Shape: names.Count == 1 ? entry.Shape : [entry.Shape[0] / names.Count, .. entry.Shape.Skip(1)]);
        Add(Text, [.. text], ["lora_te_", "lora_te1_"]);
        Add(Network, [.. parts.UNet.Entries.Select(e => (e.Name, e.Shape))], ["lora_unet_"]);
        return modules;

        void Add(string part, IReadOnlyCollection<(string Name, IReadOnlyList<long> Shape)> tensors, string[] kohya)
        {
            const string Weight = ".weight";
            var biases = tensors.Select(t => t.Name).Where(name => name.EndsWith(".bias", StringComparison.Ordinal)).ToHashSet(StringComparer.Ordinal);
            foreach (var (tensor, shape) in tensors.Where(t => t.Name.EndsWith(Weight, StringComparison.Ordinal)))
                Name(part, tensor[..^Weight.Length], shape, biases.Contains($"{tensor[..^Weight.Length]}.bias"), kohya);
        }

        void Name(string part, string path, IReadOnlyList<long> shape, bool bias, string[] kohya)
        {
            var module = new PatchedModule(part + path, shape, bias);
            foreach (var prefix in kohya) modules[prefix + path.Replace('.', '_')] = module;
            modules[part + path] = module;
            modules[Peft + path] = module;
            modules.TryAdd(path, module);
        }
    }

    /// <summary>A view that closes the files behind it.</summary>
    private sealed class Owning(ICheckpointFile view, params ICheckpointFile[] files) : ICheckpointFile
    {
        public string Path => view.Path;

        public IReadOnlyList<CheckpointEntry> Entries => view.Entries;

        public Tensor Load(string name) => view.Load(name);

        public void CopyTo(string name, Tensor target) => view.CopyTo(name, target);

        public Tensor? TryShare(string name) => view.TryShare(name);

        public void Dispose()
        {
            foreach (var file in files) file.Dispose();
        }
    }
}
