using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Slug.Models.Clip;
using Slug.Models.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Slug.Evaluation.ZeroShot;

/// <summary>
/// A digest of the weights of one tower, or of its lower part. Models that differ in one layer share the other tower, and of the same tower all
/// below that layer: what the one made serves the other, and nobody has to be told which layer was changed, or by which method.
/// </summary>
public static class TowerDigest
{
    /// <summary>SHA-256 over names, shapes and bytes of the vision tower's tensors, in hexadecimal.</summary>
    public static string OfVision(ClipModel model) => Of(TensorsOf(model, Tower.Vision));

    /// <summary>The same of the text tower; the logit scale, which no feature depends on, is left out.</summary>
    public static string OfText(ClipModel model) => Of(TensorsOf(model, Tower.Language));

    /// <summary>
    /// Digests of what the vision tower's stream before each block is made by: before block 0, before block 1, and so on to the stream behind the
    /// last block.
    /// </summary>
    public static IReadOnlyList<string> PrefixesOfVision(ClipModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return Prefixes(TensorsOf(model, Tower.Vision), model.Visual.BlockCount);
    }

    /// <summary>The same of the text tower.</summary>
    public static IReadOnlyList<string> PrefixesOfText(ClipModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return Prefixes(TensorsOf(model, Tower.Language), model.TextTower.BlockCount);
    }

    /// <summary>How many blocks from the input on two towers have in common; -1 where they differ before block 0 already.</summary>
    /// <param name="one">A tower's prefixes.</param>
    /// <param name="other">Another's.</param>
    public static int SharedBlocks(IReadOnlyList<string> one, IReadOnlyList<string> other)
    {
        ArgumentNullException.ThrowIfNull(one);
        ArgumentNullException.ThrowIfNull(other);
        return one.Zip(other).TakeWhile(pair => pair.First == pair.Second).Count() - 1;
    }

    private static IEnumerable<(string name, Parameter parameter)> TensorsOf(ClipModel model, Tower tower)
    {
        ArgumentNullException.ThrowIfNull(model);
        return model.named_parameters()
            .Where(p => LayerNames.TowerOf(p.name) == tower && p.name != LayerNames.LogitScale)
            .OrderBy(p => p.name, StringComparer.Ordinal);
    }

    private static string Of(IEnumerable<(string, Parameter)> tensors)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (name, parameter) in tensors) Append(hash, name, parameter);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static string[] Prefixes(IEnumerable<(string name, Parameter parameter)> tensors, int blocks)
    {
        var byBlock = tensors.ToLookup(p => BlockOf(p.name));
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var prefixes = new string[blocks + 1];
        for (var block = 0; block <= blocks; block++)
        {
            foreach (var (name, parameter) in byBlock[block - 1]) Append(hash, name, parameter);
            prefixes[block] = Convert.ToHexStringLower(hash.GetCurrentHash());
        }

        return prefixes;
    }

    private static void Append(IncrementalHash hash, string name, Parameter parameter)
    {
        using var scope = NewDisposeScope();
        var bytes = parameter.detach().cpu().contiguous().bytes;
        var length = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(length, bytes.Length);
        hash.AppendData(Encoding.UTF8.GetBytes($"{name} {parameter.dtype} [{string.Join(",", parameter.shape)}]\n"));
        hash.AppendData(length);
        hash.AppendData(bytes);
    }

    /// <summary>The block of a tensor; -1 before the blocks, and behind them a number that no block has.</summary>
    private static int BlockOf(string name) => LayerNames.BlockOf(name) ?? (LayerNames.IsBehindBlocks(name) ? int.MaxValue : -1);
}
