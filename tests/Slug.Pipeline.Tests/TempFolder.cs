using Slug.Pipeline.Files;
using Slug.Pipeline.Keys;
using Slug.Pipeline.Store;

namespace Slug.Pipeline.Tests;

/// <summary>A temporary folder with a store in it.</summary>
public sealed class TempFolder : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public string Root => _folder.Path;

    public CacheLayout Layout => new(Path.Combine(Root, "cache"));

    /// <summary>Writes a file that is old enough to be remembered.</summary>
    public string Write(string path, string content, bool old = true)
    {
        var full = _folder.Write(path, content);
        if (old)
            File.SetLastWriteTimeUtc(full, DateTime.UtcNow.AddHours(-1));
        return full;
    }

    /// <summary>The store's memo, opened anew.</summary>
    public StatMemo NewMemo() => new(Layout.Memo, TimeProvider.System, () => Path.Combine(Root, Guid.NewGuid().ToString()));

    /// <summary>The store's objects as another process would open them, unless they share a memo.</summary>
    public ObjectStore NewObjects(IFileStats? stats = null, StatMemo? memo = null) => new(Layout, memo ?? NewMemo(), stats);

    public static Digest DigestOf(string text) => Digest.Of(System.Text.Encoding.UTF8.GetBytes(text));

    public void Dispose() => _folder.Dispose();
}
