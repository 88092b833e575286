using System.Security.Cryptography;
using Slug.Pipeline.Files;
using Slug.Pipeline.Keys;

namespace Slug.Pipeline.Tests.Files;

public sealed class FileHasherTests : IDisposable
{
    private readonly TempFolder _temp = new();

    public void Dispose() => _temp.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4095)]
    [InlineData(4096)]
    [InlineData(256 * 1024)]
    [InlineData((3 * 256 * 1024) + 17)]
    public void IsSha256OfAllBytes(int length)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        var path = Path.Combine(_temp.Root, "file");
        File.WriteAllBytes(path, bytes);
        Assert.Equal(new Digest(SHA256.HashData(bytes)), FileHasher.Hash(path));
    }

    [Fact]
    public void CanBeCancelled()
    {
        var path = _temp.Write("file", "x");
        Assert.Throws<OperationCanceledException>(() => FileHasher.Hash(path, new CancellationToken(canceled: true)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData((4 << 20) - 1)]
    [InlineData(4 << 20)]
    [InlineData((9 << 20) + 13)]
    public void ALongFileThatAllCoresReadHasTheSumOfItsBytes(int length)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        var path = _temp.Write("long", "");
        File.WriteAllBytes(path, bytes);
        var sum = new QuickSum();
        sum.Append(bytes);
        Assert.Equal(sum.Value, FileHasher.Quick(path));
        Assert.Equal(sum.Value, FileHasher.Sum(path).Quick);
    }
}
