using Parquet.Format;

namespace Parquet.Tests.Standin;

public class ThriftTests
{
    [Fact]
    public void Structures_survive_being_written_and_read()
    {
        var many = Enumerable.Range(0, 40).Select(i => (object)(long)(i * i - 500)).ToArray();
        var structure = new ThriftStruct()
            .SetInt(1, int.MinValue)
            .SetLong(2, long.MaxValue)
            .SetText(3, "東京")
            .Set(4, new ThriftValue(ThriftType.True, true))
            .Set(5, new ThriftValue(ThriftType.False, false))
            .Set(6, new ThriftValue(ThriftType.I8, -7L))
            .Set(7, new ThriftValue(ThriftType.Double, 1e-300))
            .SetList(8, ThriftType.I64, many)
            .SetList(9, ThriftType.True, [true, false])
            .SetStructs(300, [new ThriftStruct().SetText(1, ""), new ThriftStruct()]);

        var bytes = ThriftWriter.ToBytes(structure);
        var read = new ThriftReader(bytes).ReadStruct();

        Assert.Equal(bytes, ThriftWriter.ToBytes(read));
        Assert.Equal(int.MinValue, read.Integer(1));
        Assert.Equal(long.MaxValue, read.Integer(2));
        Assert.Equal("東京", read.Text(3));
        Assert.True(read.Flag(4));
        Assert.False(read.Flag(5));
        Assert.Equal(-7, read.Integer(6));
        Assert.Equal(many.Cast<long>(), read.Items<long>(8));
        Assert.Equal([true, false], read.Items<bool>(9));
        Assert.Equal(2, read.Items<ThriftStruct>(300).Count);
        Assert.Null(read.Integer(301));
    }

    [Fact]
    public void Known_bytes_are_the_protocols()
    {
        // Field 1 (step 1, i32) = 1 -> zigzag 2; field 4 (step 3, binary) of length 1; stop.
        Assert.Equal([0x15, 0x02, 0x38, 0x01, 0x61, 0x00], ThriftWriter.ToBytes(new ThriftStruct().SetInt(1, 1).SetText(4, "a")));
    }

    [Fact]
    public void Every_truncation_and_every_flipped_byte_ends_in_a_value_or_a_ParquetException()
    {
        var bytes = ThriftWriter.ToBytes(new ThriftStruct().SetText(1, "abc").SetList(2, ThriftType.I64, [1L, 2L]).SetStruct(3, new ThriftStruct().SetInt(1, 9)));
        for (var length = 0; length < bytes.Length; length++)
        {
            var cut = bytes[..length];
            Assert.Throws<ParquetException>(() => new ThriftReader(cut).ReadStruct());
        }
        for (var position = 0; position < bytes.Length; position++)
        {
            for (var value = 0; value < 256; value++)
            {
                var changed = (byte[])bytes.Clone();
                changed[position] = (byte)value;
                Assert.True(Record.Exception(() => new ThriftReader(changed).ReadStruct()) is null or ParquetException);
            }
        }
    }

    [Fact]
    public void Deep_nesting_is_refused() => Assert.Throws<ParquetException>(() => new ThriftReader(Enumerable.Repeat((byte)0x1C, 10_000).ToArray()).ReadStruct());
}
