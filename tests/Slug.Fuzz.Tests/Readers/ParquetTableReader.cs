using Slug.Data.Laion;
using Slug.Fuzz.Tests.Mutations;

namespace Slug.Fuzz.Tests.Readers;

/// <summary>The metadata of a crawl.</summary>
internal sealed class ParquetTableReader : ForeignReader
{
    public override string Name => "parquet";

    public override int Percent => 50;

    public override IReadOnlyList<Type> Documented => [typeof(InvalidDataException)];

    public override IReadOnlyList<byte[]> Tokens => [.. Texts("PAR1", "PARE", "url", "caption", "schema"), [0x15, 0], [0x19, 0x1C], [0x26, 0xFF, 0xFF, 0xFF, 0x0F], [0xFF, 0xFF, 0xFF, 0xFF, 0x0F], [0x19, 0xFC, 0xFF, 0xFF, 0xFF, 0x0F], [0x1C]];

    public override byte[] Make(Mutator mutator)
    {
        var bytes = base.Make(mutator);
        if (mutator.Random.Next(2) == 0 || bytes.Length < 12)
            return bytes;
        "PAR1"u8.CopyTo(bytes.AsSpan(bytes.Length - 4));
        "PAR1"u8.CopyTo(bytes);
        return bytes;
    }

    public override void Read(string path) => ReadAsync(path).GetAwaiter().GetResult();

    protected override IEnumerable<byte[]> MakeSeeds() => Files("cases/parquet", "*.parquet");

    private static async Task ReadAsync(string path)
    {
        var table = await ImageMetadata.OpenAsync([path], new ImageShardOptions(), CancellationToken.None);
        await foreach (var row in table.ReadAsync(_ => true, CancellationToken.None))
            _ = row.Url;
    }
}
