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
    public static ICheckpointFile Open(string path) => OpenAny(path, isShard: false);

    /// <summary>Opens a shard: what <see cref="Open"/> opens except for an index, which could name itself.</summary>
    /// <exception cref="CheckpointException">As there.</exception>
    internal static ICheckpointFile OpenShard(string path) => OpenAny(path, isShard: true);

    private static ICheckpointFile OpenAny(string path, bool isShard)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        Span<byte> head = stackalloc byte[64];
        int read;
        using (var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1))
            read = file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        head = head[..read];
        // First what only safetensors can be: a length of at most 100 MB in eight bytes, of which the upper ones are zero, then the brace that its header
        // must begin with. The lower bytes of the length may look like a zip's or a pickle's first.
        if (BeginsLikeSafetensors(head)) return WeightSets.WithoutWrappers(SafetensorsFile.Open(path));
        if (head.StartsWith("PK\x03\x04"u8)) return TorchFile.Open(path);
        if (ForeignCheckpoint.Describe(head) is { } foreign) throw new CheckpointException(path, [foreign]);
        // Text has no zeros.
        if (head.TrimStart(" \t\r\n"u8) is [(byte)'{', ..] && !head.Contains((byte)0))
        {
            if (isShard) throw new CheckpointException(path, ["is text and no shard of a checkpoint; an index names files of weights, no other index."]);
            return WeightSets.WithoutWrappers(ShardedCheckpoint.Open(path));
        }

        if (head.Length >= 2 && head[0] == 0x80 && head[1] is >= 2 and <= 5)
            throw new CheckpointException(path, ["is a PyTorch file of before version 1.6, which is not read. Convert it on a machine with PyTorch: "
                + "torch.save(torch.load(path, weights_only=True), path)."]);
        return SafetensorsFile.Open(path);
    }

    /// <summary>Whether a file is a safetensors file by its content.</summary>
    internal static bool IsSafetensors(string path)
    {
        Span<byte> head = stackalloc byte[9];
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1);
        return BeginsLikeSafetensors(head[..file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)]);
    }

    private static bool BeginsLikeSafetensors(ReadOnlySpan<byte> head) => head.Length > 8 && !head[4..8].ContainsAnyExcept((byte)0) && head[8] == (byte)'{';
}
