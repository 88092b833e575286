using Slug.Experiments.Graph;

namespace Slug.Experiments.Tests.Graph;

public sealed class LastLoadedTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("slug-last-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Files_are_read_once_until_they_are_written_to_or_read_otherwise()
    {
        var file = Path.Combine(_folder, "weights");
        File.WriteAllText(file, "first");
        using var kept = new LastLoaded<Model>();
        var first = Get("a");
        // As the store does for each step: another name for the same file.
        Assert.True(Slug.Basics.HardLink.TryCreate(file, Path.Combine(_folder, "second name")));
        Assert.Same(first, Get("a"));
        var other = Get("b");
        Assert.True(first.IsDisposed);
        File.WriteAllText(file, "other");
        File.SetLastWriteTimeUtc(file, DateTime.UtcNow.AddSeconds(5));
        Assert.Equal("other", Get("b").Text);
        Assert.True(other.IsDisposed);

        Model Get(string how) => kept.Get([file], how, () => new Model(File.ReadAllText(file)));
    }

    private sealed class Model(string text) : IDisposable
    {
        public string Text => text;

        public bool IsDisposed { get; private set; }

        public void Dispose() => IsDisposed = true;
    }
}
