using System.IO.Compression;
using Slug.Data.MatFiles;
using Slug.Fuzz.Tests.Mutations;

namespace Slug.Fuzz.Tests.Readers;

internal sealed class MatReader : ForeignReader
{
    private const int Header = 128;
    private const int Packed = 15;

    public override string Name => "mat";

    public override IReadOnlyList<Type> Documented => [typeof(InvalidDataException)];

    public override IReadOnlyList<byte[]> Tokens => [[14, 0, 0, 0], [15, 0, 0, 0], [6, 0, 0, 0, 8, 0, 0, 0], [5, 0, 0, 0, 8, 0, 0, 0], [1, 0, 4, 0], [1, 0, 0, 0, 255, 255, 255, 127], [2, 0, 0, 0], [1, 0, 0, 0, 0, 0, 0, 0]];

    public override byte[] Make(Mutator mutator)
    {
        var seed = mutator.Pick(Seeds);
        // A packed variable's bytes are damaged within the packing.
        if (mutator.Random.Next(3) == 0 || seed.Length < Header + 8 || seed[Header] != Packed)
            return mutator.Damage(seed);
        try
        {
            using var zlib = new ZLibStream(new MemoryStream(seed, Header + 8, seed.Length - Header - 8), CompressionMode.Decompress);
            var plain = new MemoryStream();
            zlib.CopyTo(plain);
            var again = new MemoryStream();
            using (var pack = new ZLibStream(again, CompressionLevel.Fastest, leaveOpen: true))
                pack.Write(mutator.Damage(plain.ToArray()));
            return [.. seed[..Header], Packed, 0, 0, 0, .. BitConverter.GetBytes((int)again.Length), .. again.ToArray()];
        }
        catch (InvalidDataException)
        {
            return mutator.Damage(seed);
        }
    }

    public override void Read(string path) => MatFile.Read(File.ReadAllBytes(path));

    protected override IEnumerable<byte[]> MakeSeeds() => Files("matlab");
}
