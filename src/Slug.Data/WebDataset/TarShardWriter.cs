using System.Text;
using ICSharpCode.SharpZipLib.Tar;
using Slug.Data.Archives;

namespace Slug.Data.WebDataset;

/// <summary>
/// Writes a webdataset shard whose bytes depend on its samples alone: no clock, no user, fixed modes, the caller's order. The file
/// appears under its name only with <see cref="Complete"/>; disposing before that leaves nothing behind.
/// </summary>
public sealed class TarShardWriter : IDisposable
{
    private const int Mode644 = 0b110_100_100;
    private readonly string _path;
    private readonly string _temporary;
    private readonly TarOutputStream _tar;
    private readonly HashSet<string> _keys = [];
    private bool _closed;

    /// <summary>Begins a shard at <paramref name="path"/>; its folder is made if need be.</summary>
    public TarShardWriter(string path)
    {
        _path = Path.GetFullPath(path);
        _temporary = $"{_path}.{Guid.NewGuid():N}.part";
        Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
        var file = new FileStream(_temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 18);
        _tar = new TarOutputStream(file, Encoding.UTF8);
    }

    /// <summary>Samples written so far.</summary>
    public int Samples { get; private set; }

    /// <summary>Appends the sample's members in their order, as <c>key.extension</c>.</summary>
    /// <exception cref="ArgumentException">
    /// The key holds a dot in its file name, leads out of the archive, is longer than ustar's 100 bytes, or was written already.
    /// </exception>
    public void Write(TarSample sample)
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        if (!_keys.Add(sample.Key))
            throw new ArgumentException($"The sample key '{sample.Key}' is in {_path} already; keys must be unique.", nameof(sample));
        foreach (var (extension, bytes) in sample.Members)
            WriteFile(RequireName(sample.Key, extension), bytes);
        Samples++;
    }

    /// <summary>Ends the archive and gives the file its name, replacing an older one.</summary>
    public void Complete()
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        _tar.Dispose();
        _closed = true;
        File.Move(_temporary, _path, overwrite: true);
    }

    /// <summary>Removes the half-written file unless <see cref="Complete"/> was called.</summary>
    public void Dispose()
    {
        if (_closed)
            return;
        _closed = true;
        _tar.Dispose();
        File.Delete(_temporary);
    }

    private void WriteFile(string name, byte[] bytes)
    {
        var entry = TarEntry.CreateTarEntry(name);
        var header = entry.TarHeader;
        header.Size = bytes.Length;
        header.ModTime = DateTime.UnixEpoch;
        header.Mode = Mode644;
        header.UserId = 0;
        header.GroupId = 0;
        header.UserName = "";
        header.GroupName = "";
        _tar.PutNextEntry(entry);
        _tar.Write(bytes);
        _tar.CloseEntry();
    }

    private static string RequireName(string key, string extension)
    {
        var name = $"{key}.{extension}";
        var split = SampleNames.Split(name);
        if (split?.Key != key || split?.Extension != extension)
            throw new ArgumentException($"The sample key '{key}' with the extension '{extension}' would be read back differently: "
                + "a key's last part holds no dot and no part is empty.", nameof(key));
        if (Encoding.UTF8.GetByteCount(name) > 100)
            throw new ArgumentException($"The file name '{name}' is longer than the 100 bytes that a ustar header holds.", nameof(key));
        try
        {
            TarPaths.Require(name, "the new shard");
        }
        catch (InvalidDataException refused)
        {
            throw new ArgumentException(refused.Message, nameof(key), refused);
        }
        return name;
    }
}
