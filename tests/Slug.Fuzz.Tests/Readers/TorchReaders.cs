using System.IO.Compression;
using System.Text;
using Slug.Fuzz.Tests.Mutations;

namespace Slug.Fuzz.Tests.Readers;

/// <summary>Zip archives with pickles: the archive's bytes are damaged, or a file in it.</summary>
internal abstract class ZipReader : CheckpointReader
{
    public override IReadOnlyList<byte[]> Tokens =>
    [
        .. Texts(
            $"cposix\nsystem\n(X{"\x0d\0\0\0"}touch {Guard.Canary}tR.", $"cos\nsystem\n(S'touch {Guard.Canary}'\ntR", "cbuiltins\neval\n", "cbuiltins\ngetattr\n", "ctorch._utils\n_rebuild_tensor_v2\n", "ctorch\nFloatStorage\n",
            "c__torch__.m\nM\n", "ccollections\nOrderedDict\n", "ccopyreg\n_reconstructor\n", "X\x07\0\0\0storage", "(", ")", "}", "]", "t", "u", "s", "e", "a", "Q", "R", "b", "0", "2", "q\0", "h\0", "N", "(K\u0001t", "J\0\0\0\x40", "data.pkl", "../", "version"),
        [0x80, 2], [0x81], [0x85], [0x86], [0x87], [0x8f], [0x90], [0x91], [0x92], [0x93], [0x94], [0x8a, 8, 255, 255, 255, 255, 255, 255, 255, 127], [0x8b, 255, 255, 255, 127], [0x8d, 255, 255, 255, 255, 255, 255, 255, 127], [0x8e, 0, 0, 0, 0, 1, 0, 0, 0], [(byte)'B', 255, 255, 255, 127],
    ];

    // Opening takes buffers of zip's, and a pickle's values are objects of dozens of bytes for one of the file.
    public override int BytesPerByte => 400;

    public override byte[] Make(Mutator mutator)
    {
        if (mutator.Random.Next(4) == 0)
            return base.Make(mutator);
        var members = Members(mutator.Pick(Seeds));
        if (members.Count == 0)
            return base.Make(mutator);
        for (var times = 1 + mutator.Random.Next(2); times > 0 && members.Count > 0; times--)
            Change(members, mutator);
        return Packed(members, mutator.Random.Next(6) == 0 ? CompressionLevel.Fastest : CompressionLevel.NoCompression);
    }

    private static void Change(List<(string Name, byte[] Bytes)> members, Mutator mutator)
    {
        // The pickle, most of the time: it is what says what the rest is.
        var pickle = members.FindIndex(member => member.Name.EndsWith("data.pkl", StringComparison.Ordinal));
        var at = pickle >= 0 && mutator.Random.Next(3) > 0 ? pickle : mutator.Random.Next(members.Count);
        switch (mutator.Random.Next(12))
        {
            case 0: members.RemoveAt(at); break;
            case 1: members.Add(members[at]); break;
            case 2: members[at] = (Encoding.UTF8.GetString(mutator.Damage(Encoding.UTF8.GetBytes(members[at].Name))), members[at].Bytes); break;
            case 3: members[at] = (members[at].Name, mutator.Pick(members).Bytes); break;
            default: members[at] = (members[at].Name, mutator.Damage(members[at].Bytes)); break;
        }
    }

    private static List<(string Name, byte[] Bytes)> Members(byte[] zip)
    {
        try
        {
            using var archive = new ZipArchive(new MemoryStream(zip));
            return [.. archive.Entries.Select(entry =>
            {
                using var stream = entry.Open();
                var bytes = new byte[entry.Length];
                stream.ReadExactly(bytes);
                return (entry.FullName, bytes);
            })];
        }
        catch (InvalidDataException)
        {
            return [];
        }
    }

    private static byte[] Packed(List<(string Name, byte[] Bytes)> members, CompressionLevel level)
    {
        var packed = new MemoryStream();
        using (var archive = new ZipArchive(packed, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, bytes) in members.Where(member => member.Name.Length > 0 && Encoding.UTF8.GetByteCount(member.Name) <= ushort.MaxValue))
            {
                using var stream = archive.CreateEntry(name, level).Open();
                stream.Write(bytes);
            }
        }
        return packed.ToArray();
    }
}

internal sealed class PyTorchReader : ZipReader
{
    public override string Name => "pytorch";

    protected override IEnumerable<byte[]> MakeSeeds() =>
        new[] { "averaged.pt", "evil.pt", "expanded.pt", "kinds.pt", "kinds-protocol4.pt", "programs.pt", "subclass.pt", "whole-module.pt", "legacy.pt" }.SelectMany(name => Files("torch", name));
}

internal sealed class TorchScriptReader : ZipReader
{
    public override string Name => "torchscript";

    public override int Percent => 50;

    protected override IEnumerable<byte[]> MakeSeeds() => new[] { "script.pt", "openai-script.pt" }.SelectMany(name => Files("torch", name));
}
