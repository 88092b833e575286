using Slug.Models.Checkpoints.Torch;

namespace Slug.Models.Checkpoints;

/// <summary>Opens checkpoints of every format that is read; the content decides, not the file's name.</summary>
public static class CheckpointFiles
{
    /// <summary>
    /// Opens a safetensors file, a PyTorch zip checkpoint (<c>.pt</c>, <c>.pth</c>, <c>.bin</c>; TorchScript archives too, as data), or the JSON
    /// index of either's shards.
    /// </summary>
    /// <exception cref="CheckpointException">The file is neither, damaged, or holds something besides tensors and plain containers.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public static ICheckpointFile Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        Span<byte> head = stackalloc byte[8];
        int read;
        using (var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1))
            read = file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        if (head[..read].StartsWith("PK\x03\x04"u8)) return TorchFile.Open(path);
        // Text has no zeros; a safetensors file's length has, as its header is at most 100 MB.
        if (read > 0 && head[..read].TrimStart(" \t\r\n"u8) is [(byte)'{', ..] && !head[..read].Contains((byte)0)) return ShardedCheckpoint.Open(path);
        // A pickle opens with its protocol; safetensors with the length of its header, which is never so large.
        if (read >= 2 && head[0] == 0x80 && head[1] is >= 2 and <= 5)
            throw new CheckpointException(path, ["is a PyTorch file of before version 1.6, which is not read. Convert it on a machine with PyTorch: "
                + "torch.save(torch.load(path, weights_only=True), path)."]);
        return SafetensorsFile.Open(path);
    }
}
