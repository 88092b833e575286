using Slug.Models.Checkpoints;
using Slug.Models.Clip;

namespace Slug.Models.Vlm;

/// <summary>
/// The names of LLaVA's tensors on disk. Since transformers 4.52 the parts hang under <c>model.</c> and the head stands at the root; before, the
/// decoder was a whole <c>LlamaForCausalLM</c> under <c>language_model.</c>.
/// </summary>
internal static class LlavaNames
{
    /// <summary>Where the vision tower's tensors are, in the older names.</summary>
    public const string Vision = "vision_tower.";

    private static readonly (string New, string Old)[] Prefixes =
    [
        ("model.language_model.", "language_model.model."),
        ("model.vision_tower.", Vision),
        ("model.multi_modal_projector.", "multi_modal_projector."),
        ("lm_head.", "language_model.lm_head."),
    ];

    /// <summary>A tensor's older name, whichever it has.</summary>
    public static string Old(string name)
    {
        foreach (var (newer, older) in Prefixes)
        {
            if (name.StartsWith(newer, StringComparison.Ordinal)) return string.Concat(older, name.AsSpan(newer.Length));
        }

        return name;
    }

    /// <summary>A tensor's newer name.</summary>
    public static string New(string old)
    {
        foreach (var (newer, older) in Prefixes)
        {
            if (old.StartsWith(older, StringComparison.Ordinal)) return string.Concat(newer, old.AsSpan(older.Length));
        }

        return old;
    }

    /// <summary>Buffers that old files carry and every model computes.</summary>
    public static bool IsBuffer(string name) => name.EndsWith(".position_ids", StringComparison.Ordinal) || name.EndsWith(".inv_freq", StringComparison.Ordinal);

    /// <summary>
    /// A checkpoint of either layout under the names of <see cref="LlavaModel"/>'s members: the older ones, and within the vision tower
    /// this project's CLIP's.
    /// </summary>
    public static ICheckpointFile AsMembers(ICheckpointFile file) => new MemberView(file);

    private sealed class MemberView : ICheckpointFile
    {
        private readonly CheckpointView _rest;
        private readonly CheckpointView _vision;

        public MemberView(ICheckpointFile file)
        {
            Path = file.Path;
            _rest = CheckpointView.Renamed(file, name => Old(name) is var old && !old.StartsWith(Vision, StringComparison.Ordinal) && !IsBuffer(old) ? old : null);
            var tower = CheckpointView.Renamed(file, name => Old(name) is var old && old.StartsWith(Vision, StringComparison.Ordinal) && !IsBuffer(old) ? old[Vision.Length..] : null);
            _vision = CheckpointView.Renamed(new HuggingFaceClipView(tower), name => Vision + (name.StartsWith(OpenClip, StringComparison.Ordinal) ? name[OpenClip.Length..] : name));
            Entries = [.. _vision.Entries, .. _rest.Entries];
        }

        // How this project's CLIP names its vision tower.
        private const string OpenClip = "visual.";

        public string Path { get; }

        public IReadOnlyList<CheckpointEntry> Entries { get; }

        public TorchSharp.torch.Tensor Load(string name) => Part(name).Load(name);

        public void CopyTo(string name, TorchSharp.torch.Tensor target) => Part(name).CopyTo(name, target);

        public TorchSharp.torch.Tensor? TryShare(string name) => Part(name).TryShare(name);

        public void Dispose()
        {
        }

        private CheckpointView Part(string name) => name.StartsWith(Vision, StringComparison.Ordinal) ? _vision : _rest;
    }
}
