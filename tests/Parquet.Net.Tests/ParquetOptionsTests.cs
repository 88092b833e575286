using System.IO.Compression;

namespace Parquet.Tests;

public class ParquetOptionsTests
{
    [Fact]
    public void Defaults_are_the_real_packages()
    {
        var options = new ParquetOptions();

        Assert.Equal(CompressionMethod.Snappy, options.CompressionMethod);
        Assert.Equal(CompressionLevel.SmallestSize, options.CompressionLevel);
        Assert.False(options.TreatByteArrayAsString);
    }
}
