using Slug.Pipeline.Files;

namespace Slug.Pipeline.Tests.Files;

public sealed class FileStatTests : IDisposable
{
    private readonly TempFolder _temp = new();

    public void Dispose() => _temp.Dispose();

    [Fact]
    public void SaysWhatTheFileSystemKnows()
    {
        var path = _temp.Write("a", "abc");
        var stat = FileStat.TryRead(path)!.Value;
        Assert.Equal(3, stat.Size);
        Assert.False(stat.IsDirectory);
        Assert.NotEqual(0ul, stat.Inode);
        Assert.Equal((File.GetLastWriteTimeUtc(path) - DateTime.UnixEpoch).Ticks * 100, stat.Modified / 100 * 100);
        Assert.True(FileStat.TryRead(_temp.Root)!.Value.IsDirectory);
    }

    [Fact]
    public void NothingThereIsNull()
    {
        var path = _temp.Write("a", "abc");
        Assert.Null(FileStat.TryRead(path + "x"));
        Assert.Null(FileStat.TryRead(path + "/below"));
    }
}
