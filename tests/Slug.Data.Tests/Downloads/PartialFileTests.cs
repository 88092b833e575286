using Slug.Data.Downloads;

namespace Slug.Data.Tests.Downloads;

public sealed class PartialFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("slug-part-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(10, 4, new long[] { 4, 4, 2 })]
    [InlineData(8, 4, new long[] { 4, 4 })]
    [InlineData(3, 4, new long[] { 3 })]
    [InlineData(0, 4, new long[0])]
    public void A_file_comes_in_segments_of_the_size_that_is_asked_for(long length, long segmentBytes, long[] expected)
    {
        using var part = PartialFile.Open(Path.Combine(_folder, "file"), checkpointBytes: 1 << 20);
        part.Begin(length, null, null, segmentBytes);
        Assert.Equal(expected, part.Segments.Select(s => s.Length));
    }

    [Theory]
    [InlineData(999_999_999_999, 64)]
    [InlineData((1L << 42) - 1, 1)]
    public void A_length_that_a_server_only_claims_makes_segments_larger_and_not_without_end(long length, long segmentBytes)
    {
        using var part = PartialFile.Open(Path.Combine(_folder, "file"), checkpointBytes: 1 << 20);
        part.Begin(length, null, null, segmentBytes);
        Assert.InRange(part.Segments.Count, 2, 4_096);
        Assert.Equal(segmentBytes, part.Segments[0].Length);
        Assert.Equal(length, part.Segments.Sum(s => s.Length));
        Assert.All(part.Segments.Zip(part.Segments.Skip(1)), pair => Assert.Equal(pair.First.Start + pair.First.Length, pair.Second.Start));
    }
}
