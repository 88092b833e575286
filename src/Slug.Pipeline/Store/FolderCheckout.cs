using Slug.Pipeline.Files;
using Slug.Pipeline.Keys;

namespace Slug.Pipeline.Store;

/// <summary>Lays stored folders out as real ones for steps to read: hard links to the objects, once per listing, shared by all who need it.</summary>
internal sealed class FolderCheckout(CacheLayout layout, ObjectStore objects)
{
    /// <summary>The path of a folder with this listing's files; names and lengths are looked at, bytes are not.</summary>
    /// <param name="tree">The listing; its objects are there.</param>
    /// <param name="temporary">A path on the store's file system where nothing is.</param>
    /// <exception cref="StoreException">It cannot be made.</exception>
    public string Materialise(FolderTree tree, string temporary)
    {
        var target = layout.Checkout(tree.Digest);
        return StoreException.Guard(target, "lay out", () =>
        {
            if (IsWhole(target, tree))
                return target;
            Build(temporary, tree);
            SharedModes.CreateFolder(layout.Root, layout.Checkouts);
            if (Directory.Exists(target))
                Directory.Move(target, temporary + ".old");
            try
            {
                Directory.Move(temporary, target);
            }
            catch (IOException) when (IsWhole(target, tree))
            {
                // Another process laid out the same folder a moment before; one is as good as the other.
                Directory.Delete(temporary, recursive: true);
            }
            return target;
        });
    }

    /// <summary>Takes a folder away that went bad.</summary>
    /// <param name="tree">The listing's digest.</param>
    /// <param name="temporary">A path on the store's file system where nothing is.</param>
    /// <exception cref="StoreException">It cannot be moved.</exception>
    public void Discard(Digest tree, string temporary)
    {
        var target = layout.Checkout(tree);
        StoreException.Guard(target, "move aside", () => Directory.Move(target, temporary));
    }

    private void Build(string folder, FolderTree tree)
    {
        SharedModes.CreateFolder(layout.Root, folder);
        foreach (var parent in tree.Entries.Select(e => Path.GetDirectoryName(e.Path)!).Where(p => p.Length > 0).Distinct())
            SharedModes.CreateFolder(layout.Root, Path.Combine(folder, parent));
        Parallel.ForEach(tree.Entries, entry =>
        {
            var path = Path.Combine(folder, entry.Path);
            if (entry.Digest is { } digest)
                objects.Place(digest, source => FileLinks.LinkOrCopy(source, path));
            else
                SharedModes.CreateFolder(layout.Root, path);
        });
    }

    private static bool IsWhole(string folder, FolderTree tree)
    {
        if (!Directory.Exists(folder))
            return false;
        var there = FolderWalk.List(folder);
        return there.Length == tree.Entries.Count && there.Zip(tree.Entries).All(pair =>
        {
            var ((path, stat), entry) = pair;
            return path == entry.Path && stat.IsDirectory == entry.Digest is null && (stat.IsDirectory || stat.Size == entry.Size);
        });
    }
}
