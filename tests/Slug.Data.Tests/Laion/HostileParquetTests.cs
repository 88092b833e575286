using System.Buffers.Binary;
using Parquet.Meta;
using Slug.Data.Laion;

namespace Slug.Data.Tests.Laion;

/// <summary>Parquet files of a few hundred bytes that would end the process, or occupy it without end.</summary>
public sealed class HostileParquetTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    // Field 15, which nobody knows: a list (9) of one list (0x19) of one list ... 200,000 deep: skipped by recursion.
    [Fact]
    public Task Nesting_without_end_is_refused() => RefusedAsync([0xF9, .. Enumerable.Repeat((byte)0x19, 200_000)], "nested without end");

    // Structures within structures (0x1C: field 1 of the type 12).
    [Fact]
    public Task Structures_without_end_are_refused() => RefusedAsync([0xFC, .. Enumerable.Repeat((byte)0x1C, 200_000)], "nested without end");

    // Lists of truth values take no bytes when they are skipped: two thousand million of them in six bytes, and as many lists.
    [Theory]
    [InlineData("F9F1FFFFFFFF0700")]
    [InlineData("F9F9FFFFFFFF0701")]
    [InlineData("FBFFFFFFFF071100")]
    [InlineData("1502F91CFFFFFFFF0F")]
    public Task A_length_beyond_the_footer_is_refused(string footer) => RefusedAsync(Convert.FromHexString(footer), "");

    // The row count as a list: the reader takes it for a number, and what follows for something else.
    [Fact]
    public Task A_field_of_another_type_is_refused() => RefusedAsync([0x39, 0x05, 0x00], "field 3 of its FileMetaData has the type 9");

    [Fact]
    public async Task A_page_that_claims_more_than_the_file_has_is_refused_and_not_waited_for()
    {
        var bytes = await File.ReadAllBytesAsync(CaseFiles.Path("parquet/lowercase.parquet"));
        // The first page's packed size, 439 bytes in the protocol's way (zigzag, seven bits a byte).
        Assert.Equal([0x15, 0xEE, 0x06], bytes[9..12]);
        (bytes[10], bytes[11]) = (0xFE, 0x7F);
        await RefusedFileAsync(bytes, "cannot be read");
    }

    [Fact]
    public async Task A_page_whose_packed_bytes_claim_a_quarter_of_a_gigabyte_gets_no_room_for_it()
    {
        var bytes = await File.ReadAllBytesAsync(CaseFiles.Path("parquet/lowercase.parquet"));
        // Behind the first page's header stands the number of bytes that Snappy packed, 2,477, seven bits a byte; 268 million takes five in place of two.
        Assert.Equal([0xAD, 0x13, 0x90], bytes[24..27]);
        (bytes[24], bytes[25], bytes[26], bytes[27], bytes[28]) = (0xAD, 0x93, 0x80, 0x80, 0x01);
        var before = GC.GetTotalAllocatedBytes(precise: true);
        await RefusedFileAsync(bytes, "a page at byte 4 says that its 439 bytes hold 2477");
        Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - before, 0, 64 << 20);
    }

    // Field 7 of the column's description: the library does not look at it and reads on until all values have come; nor may the check rest on it.
    [Fact]
    public async Task A_column_that_says_it_has_no_bytes_is_looked_at_all_the_same()
    {
        var bytes = await File.ReadAllBytesAsync(CaseFiles.Path("parquet/lowercase.parquet"));
        var path = _folder.File("sound.parquet");
        await File.WriteAllBytesAsync(path, bytes);
        long packed;
        await using (var reader = await Parquet.ParquetReader.CreateAsync(path))
            packed = reader.RowGroups[0].RowGroup.Columns[0].MetaData!.TotalCompressedSize;
        // Zigzag doubles it; seven bits a byte; two bytes for 64 to 8,191.
        byte[] number = [(byte)((2 * packed & 0x7F) | 0x80), (byte)(2 * packed >> 7)];
        var at = bytes.AsSpan().LastIndexOf(number);
        Assert.InRange(at, bytes.Length / 2, bytes.Length);
        for (var i = bytes.AsSpan().IndexOf(number); i >= 0 && i < bytes.Length; i = bytes.AsSpan(i + 2).IndexOf(number) is >= 0 and var next ? i + 2 + next : -1)
            if (i > bytes.Length / 2) (bytes[i], bytes[i + 1]) = (0x80, 0);
        (bytes[24], bytes[25], bytes[26], bytes[27], bytes[28]) = (0xAD, 0x93, 0x80, 0x80, 0x01);
        await RefusedFileAsync(bytes, "a page at byte 4 says that its 439 bytes hold 2477");
    }

    [Theory]
    [InlineData("SNAPPY", 1000, 100, 0, "E807", true)]
    [InlineData("SNAPPY", 1000, 100, 0, "E907", false)]
    [InlineData("SNAPPY", 4000, 100, 0, "A01F", false)]
    [InlineData("SNAPPY", 1010, 110, 10, "E807", true)]
    [InlineData("SNAPPY", 10, 10, 10, "", true)]
    [InlineData("SNAPPY", 2_000_000_000, 10, 10, "", false)]
    [InlineData("ZSTD", 2_000_000_000, 10, 10, "", false)]
    [InlineData("SNAPPY", 1000, 100, 0, "FFFFFFFFFF", false)]
    [InlineData("UNCOMPRESSED", 100, 100, 0, "00", true)]
    [InlineData("UNCOMPRESSED", 101, 100, 0, "00", false)]
    [InlineData("GZIP", 64 << 20, 1, 0, "00", true)]
    [InlineData("ZSTD", 2_000_000_000, 1000, 0, "00", false)]
    [InlineData("ZSTD", -1, 1000, 0, "00", false)]
    [InlineData("ZSTD", 10, 10, 11, "00", false)]
    public void A_page_is_believed_where_its_codec_can_pack_so_densely(string codec, long plain, long packed, long levels, string start, bool credible) =>
        Assert.Equal(credible, new ParquetPage(20, plain, packed, levels).IsCredible(Enum.Parse<CompressionCodec>(codec), Convert.FromHexString(start)));

    private Task RefusedAsync(byte[] footer, string why)
    {
        var length = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, footer.Length);
        return RefusedFileAsync([.. "PAR1"u8, .. footer, .. length, .. "PAR1"u8], why);
    }

    private async Task RefusedFileAsync(byte[] bytes, string why)
    {
        var path = _folder.File("m.parquet");
        await File.WriteAllBytesAsync(path, bytes);
        var reading = Task.Run(async () =>
        {
            var table = await ImageMetadata.OpenAsync([path], new ImageShardOptions(), CancellationToken.None);
            await foreach (var row in table.ReadAsync(_ => true, CancellationToken.None))
                _ = row.Url;
        });
        var refused = await Assert.ThrowsAsync<InvalidDataException>(() => reading.WaitAsync(TimeSpan.FromSeconds(60)));
        Assert.Contains(why, refused.Message);
        Assert.StartsWith(path, refused.Message);
    }
}
