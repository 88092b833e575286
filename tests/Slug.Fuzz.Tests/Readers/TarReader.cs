using System.Globalization;
using System.IO.Compression;
using System.Text;
using ICSharpCode.SharpZipLib.BZip2;
using Slug.Data.WebDataset;
using Slug.Fuzz.Tests.Mutations;
using ZstdSharp;

namespace Slug.Fuzz.Tests.Readers;

/// <summary>Shards of samples, plain and packed.</summary>
internal sealed class TarReader : ForeignReader
{
    private const int Block = 512;

    public override string Name => "tar";

    public override int Percent => 50;

    public override IReadOnlyList<Type> Documented => [typeof(InvalidDataException)];

    // What is packed may unfold; a decoder of zstd or bzip2 takes its window first.
    public override long FreeBytes => 64 << 20;

    public override IReadOnlyList<byte[]> Tokens => Texts(
        "30 mtime=1700000000.25\n", "19 size=9999999999\n", "22 GNU.sparse.major=1\n", "22 GNU.sparse.minor=0\n", "28 GNU.sparse.realsize=1024\n", "20 GNU.sparse.map=0,512\n".Replace("20", "24", StringComparison.Ordinal),
        "12 path=../x\n", "../../x", "/etc/x", "././@LongLink", "ustar\0", "ustar  \0", "77777777777\0", "00000000000\0", "\0\0\0\0", "a.jpg", "a.txt", "a.json", "a.cls", "{\"caption\":\"x\"}", "L", "K", "x", "g", "1", "2", "S", "5", "D");

    public override byte[] Make(Mutator mutator)
    {
        var bytes = mutator.Damage(mutator.Pick(Seeds));
        // With the right sums more of a header than its sum is looked at.
        if (mutator.Random.Next(4) > 0)
            bytes = WithSums(bytes);
        return mutator.Random.Next(8) switch
        {
            0 => Packed(bytes, stream => new GZipStream(stream, CompressionLevel.Fastest)),
            1 => Packed(bytes, stream => new BZip2OutputStream(stream)),
            2 => Packed(bytes, stream => new CompressionStream(stream)),
            3 => mutator.Damage(Packed(bytes, stream => new GZipStream(stream, CompressionLevel.Fastest))),
            4 when mutator.Random.Next(2) == 0 => mutator.Damage(Packed(bytes, stream => new CompressionStream(stream))),
            5 when mutator.Random.Next(2) == 0 => mutator.Damage(Packed(bytes, stream => new BZip2OutputStream(stream))),
            6 when mutator.Random.Next(2) == 0 => [0x1F, 0x9D, (byte)(0x80 | mutator.Random.Next(32)), .. bytes[..Math.Min(bytes.Length, 4000)]],
            _ => bytes,
        };
    }

    public override void Read(string path)
    {
        var report = new ShardReadReport();
        foreach (var sample in TarShardReader.Read(path, report))
            _ = (sample.Caption, sample.Class, sample.Pictures, sample.Image?.Length, sample.Json?.Length, sample.Place);
        _ = report.Warnings;
    }

    protected override IEnumerable<byte[]> MakeSeeds() =>
    [
        .. Files("cases/tar", "*.tar"), .. Files("cases/captions", "*.tar"),
        Tar(("a.txt", '0', "hello", ""), ("a.jpg", '2', "", "b/c.jpg"), ("b/c.jpg", '0', "picture", ""), ("a.cls", '0', "3", "")),
        Tar(("x", 'x', "22 GNU.sparse.major=1\n22 GNU.sparse.minor=0\n25 GNU.sparse.name=b.jpg\n28 GNU.sparse.realsize=4096\n", ""), ("b.jpg", '0', "1\n1024\n3\n".PadRight(Block, '\0') + "abc", "")),
        Tar(("././@LongLink", 'L', new string('n', 200) + ".txt\0", ""), ("n", '0', "long", ""), ("g", 'g', "17 comment=world\n", "")),
    ];

    private static byte[] Tar(params (string Name, char Type, string Content, string Link)[] entries)
    {
        var tar = new MemoryStream();
        foreach (var (name, type, content, link) in entries)
        {
            var header = new byte[Block];
            Encoding.ASCII.GetBytes(name).CopyTo(header, 0);
            Encoding.ASCII.GetBytes("0000644\0").CopyTo(header, 100);
            Encoding.ASCII.GetBytes(Convert.ToString(content.Length, 8).PadLeft(11, '0')).CopyTo(header, 124);
            header[156] = (byte)type;
            Encoding.ASCII.GetBytes(link).CopyTo(header, 157);
            Encoding.ASCII.GetBytes("ustar\0" + "00").CopyTo(header, 257);
            tar.Write(header);
            tar.Write(Encoding.ASCII.GetBytes(content.PadRight((content.Length + Block - 1) / Block * Block, '\0')));
        }
        tar.Write(new byte[2 * Block]);
        return WithSums(tar.ToArray());
    }

    private static byte[] WithSums(byte[] tar)
    {
        for (var at = 0; at + Block <= tar.Length; at += Block)
        {
            var header = tar.AsSpan(at, Block);
            if (!header[257..262].SequenceEqual("ustar"u8))
                continue;
            header[148..156].Fill((byte)' ');
            var sum = 0;
            foreach (var b in header)
                sum += b;
            Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Convert.ToString(sum, 8).PadLeft(6, '0')}\0 ")).CopyTo(header[148..]);
        }
        return tar;
    }

    private static byte[] Packed(byte[] bytes, Func<Stream, Stream> packer)
    {
        var packed = new MemoryStream();
        using (var stream = packer(packed))
            stream.Write(bytes);
        return packed.ToArray();
    }
}
