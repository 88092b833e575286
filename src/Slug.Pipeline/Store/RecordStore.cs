using Slug.Pipeline.Files;
using Slug.Pipeline.Keys;

namespace Slug.Pipeline.Store;

/// <summary>Action records by key. A record is written last of all, atomically: where there is one, its outputs were whole.</summary>
public sealed class RecordStore(CacheLayout layout, Func<string> newPath)
{
    /// <summary>The record of a key, or null when there is none. A damaged one counts as none; the next run writes over it.</summary>
    /// <param name="key">The action's key.</param>
    /// <param name="damaged">Whether there was a damaged one.</param>
    /// <exception cref="StoreException">It cannot be read.</exception>
    public ActionRecord? TryRead(Digest key, out bool damaged)
    {
        damaged = false;
        var path = layout.Record(key);
        byte[] text;
        try
        {
            text = File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StoreException(path, "read", e);
        }
        var record = Parse(text, key);
        damaged = record is null;
        return record;
    }

    /// <summary>Moves a record out of the way, so that its action runs again; does nothing when there is none.</summary>
    /// <exception cref="StoreException">It cannot be moved.</exception>
    public void MoveAside(Digest key)
    {
        var path = layout.Record(key);
        if (!File.Exists(path))
            return;
        StoreException.Guard(path, "move aside", () =>
        {
            SharedModes.CreateFolder(layout.Root, layout.Damaged);
            File.Move(path, Path.Combine(layout.Damaged, "ac-" + key), overwrite: true);
        });
    }

    /// <summary>Reads a record, or gives null when the text is not one, or not this key's.</summary>
    internal static ActionRecord? Parse(byte[] text, Digest key)
    {
        try
        {
            var record = ActionRecordJson.Read(text);
            var made = ActionKey.Compute(record.Stage, record.Version, record.Parameters, record.Inputs);
            return record.Key == key && made == key ? record : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    /// <inheritdoc cref="TryRead(Digest, out bool)"/>
    public ActionRecord? TryRead(Digest key) => TryRead(key, out _);

    /// <summary>Writes a record; its outputs are stored and flushed already.</summary>
    /// <exception cref="StoreException">It cannot be written.</exception>
    public void Write(ActionRecord record)
    {
        var path = layout.Record(record.Key);
        StoreException.Guard(path, "write", () =>
        {
            SharedModes.CreateFolder(layout.Root, Path.GetDirectoryName(path)!);
            AtomicFile.Write(path, newPath(), ActionRecordJson.Write(record), durable: true);
            SharedModes.Share(layout.Root, path);
        });
    }
}
