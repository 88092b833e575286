using System.Runtime.InteropServices;
using Slug.Models.Checkpoints;
using Slug.Models.Clip;
using static TorchSharp.torch;

namespace Slug.Models.Vlm;

/// <summary>
/// Writes an unlearned LLaVA beside the one that it was made of: a folder in which only the shard of the changed tensor is new, or a patch of that
/// tensor's change alone.
/// </summary>
public static partial class LlavaExport
{
    /// <summary>Writes the folder. The changed shard is a copy with other bytes in the changed tensor's place; other shards are links to the source's.</summary>
    /// <param name="source">The folder that the model was loaded from.</param>
    /// <param name="target">The folder to write; it must not exist or be empty.</param>
    /// <param name="changes">What is added to tensors of the vision tower, under CLIP's names in Hugging Face's layout or in open_clip's.</param>
    /// <returns>The files that are new, by name.</returns>
    /// <exception cref="CheckpointException">The source cannot be read, has no such tensor, or is no safetensors.</exception>
    /// <exception cref="IOException">The target holds files already.</exception>
    public static IReadOnlyList<string> WriteFolder(string source, string target, IEnumerable<KeyValuePair<string, Tensor>> changes)
    {
        ArgumentNullException.ThrowIfNull(changes);
        if (Directory.Exists(target) && Directory.EnumerateFileSystemEntries(target).Any()) throw new IOException($"{target} is not empty; name another folder or remove it.");
        var weights = CheckpointFolder.Weights(source);
        using var scope = NewDisposeScope();
        using var file = CheckpointFiles.Open(weights);
        var byShard = Named(file, changes).ToLookup(change => file is ShardedCheckpoint sharded ? sharded.ShardOf(change.Key) : weights);
        var shards = file is ShardedCheckpoint several ? several.Shards : [weights];
        Directory.CreateDirectory(target);
        var kept = shards.Append(weights).ToHashSet(StringComparer.Ordinal);
        foreach (var path in Directory.EnumerateFiles(source).Where(path => kept.Contains(path) || !IsWeights(path)))
        {
            var copy = Path.Combine(target, Path.GetFileName(path));
            if (byShard.Contains(path)) WriteShard(path, copy, byShard[path]);
            else if (shards.Contains(path)) Link(path, copy);
            else File.Copy(path, copy);
        }

        return [.. byShard.Select(shard => Path.GetFileName(shard.Key)!).Order(StringComparer.Ordinal)];
    }

    /// <summary>Writes the changes under the names that the source's files have, in float32: to be added to its tensors.</summary>
    /// <exception cref="CheckpointException">The source cannot be read, or has no such tensor.</exception>
    public static void WritePatch(string source, string path, IEnumerable<KeyValuePair<string, Tensor>> changes)
    {
        ArgumentNullException.ThrowIfNull(changes);
        using var scope = NewDisposeScope();
        using var file = CheckpointFiles.Open(CheckpointFolder.Weights(source));
        SafetensorsWriter.Write(path, Named(file, changes), new Dictionary<string, string> { ["format"] = "pt", ["kind"] = "add each tensor to the one of its name" });
    }

    /// <summary>The changes under the file's names; fused tensors of open_clip's layout fall into three.</summary>
    private static List<KeyValuePair<string, Tensor>> Named(ICheckpointFile file, IEnumerable<KeyValuePair<string, Tensor>> changes)
    {
        var entries = file.Entries.ToDictionary(entry => LlavaNames.Old(entry.Name), StringComparer.Ordinal);
        var named = new List<KeyValuePair<string, Tensor>>();
        var problems = new List<string>();
        foreach (var change in changes.SelectMany(c => c.Key.StartsWith("visual.", StringComparison.Ordinal) ? ClipLayers.Rename([c], ClipLayout.HuggingFace) : [c]))
        {
            var name = LlavaNames.Old(change.Key) is var old && old.StartsWith(LlavaNames.Vision, StringComparison.Ordinal) ? old : LlavaNames.Vision + old;
            if (!entries.TryGetValue(name, out var entry)) problems.Add($"holds no '{name}', which is to change.");
            else if (!entry.Shape.SequenceEqual(change.Value.shape)) problems.Add($"'{entry.Name}' has shape [{string.Join(", ", entry.Shape)}], its change [{string.Join(", ", change.Value.shape)}].");
            else named.Add(KeyValuePair.Create(entry.Name, change.Value.detach().cpu().to_type(ScalarType.Float32)));
        }

        if (named.Count == 0 && problems.Count == 0) problems.Add("is to be exported without a change.");
        return problems.Count == 0 ? named : throw new CheckpointException(file.Path, problems);
    }

    private static void WriteShard(string source, string target, IEnumerable<KeyValuePair<string, Tensor>> changes)
    {
        using var noGrad = no_grad();
        using var file = CheckpointFiles.Open(source) as SafetensorsFile
            ?? throw new CheckpointException(source, ["is no safetensors file; only such are exported. Save the model as safetensors first."]);
        File.Copy(source, target);
        // A source in a store is read-only, and so is its copy.
        File.SetAttributes(target, FileAttributes.Normal);
        using var stream = new FileStream(target, FileMode.Open, FileAccess.Write, FileShare.None);
        foreach (var (name, change) in changes)
        {
            using var scope = NewDisposeScope();
            var changed = file.Load(name).to_type(ScalarType.Float32).add(change);
            var entry = file.Header.Entries.First(e => e.Name == name);
            var stored = changed.to_type(entry.Type).contiguous();
            if (!stored.isfinite().all().item<bool>()) throw new CheckpointException(source, [$"'{name}' plus its change is beyond what {entry.Type} holds."]);
            stream.Position = entry.Start;
            stream.Write(stored.bytes);
        }
    }

    // Weights of another format beside those that are read would keep what is unlearned.
    private static bool IsWeights(string path) => Path.GetFileName(path) is var name
        && (name.EndsWith(".safetensors", StringComparison.Ordinal) || name.EndsWith(".bin", StringComparison.Ordinal) || name.EndsWith(".pt", StringComparison.Ordinal)
            || name.EndsWith(".pth", StringComparison.Ordinal) || name.EndsWith(".gguf", StringComparison.Ordinal) || name.EndsWith(".index.json", StringComparison.Ordinal));

    /// <summary>Another name of the same file where the file system allows, else a symbolic link.</summary>
    private static void Link(string source, string target)
    {
        var real = new FileInfo(source).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? Path.GetFullPath(source);
        var linked = OperatingSystem.IsWindows() ? CreateHardLink(target, real, 0) : LinkFile(real, target) == 0;
        if (!linked) File.CreateSymbolicLink(target, real);
    }

    [LibraryImport("libc", EntryPoint = "link", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int LinkFile(string existing, string created);

    [LibraryImport("kernel32.dll", EntryPoint = "CreateHardLinkW", StringMarshalling = StringMarshalling.Utf16)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool CreateHardLink(string created, string existing, nint attributes);
}
