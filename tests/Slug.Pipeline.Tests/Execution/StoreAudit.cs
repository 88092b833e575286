using Slug.Pipeline.Files;
using Slug.Pipeline.Keys;
using Slug.Pipeline.Store;

namespace Slug.Pipeline.Tests.Execution;

/// <summary>An audit of a store from outside: every object hashes to its name, every record is whole and names only objects that exist.</summary>
public static class StoreAudit
{
    public static void AssertIntact(CacheLayout layout)
    {
        foreach (var path in Files(layout.Objects))
            Assert.Equal(NameOf(path), FileHasher.Hash(path).ToString());
        foreach (var path in Files(layout.Records))
        {
            var record = RecordStore.Parse(File.ReadAllBytes(path), Digest.Parse(NameOf(path)));
            Assert.NotNull(record);
            foreach (var output in record.Outputs.Values)
                Assert.True(File.Exists(layout.Object(output.Content.Digest)), $"{path} names an object that is not there.");
        }
    }

    /// <summary>Every file of a results folder with its digest, the logs left out.</summary>
    public static string Results(string folder) => string.Join('\n', Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
        .Select(f => Path.GetRelativePath(folder, f))
        .Where(f => !f.StartsWith("logs", StringComparison.Ordinal))
        .Order(StringComparer.Ordinal)
        .Select(f => $"{f} {FileHasher.Hash(Path.Combine(folder, f))}"));

    private static string[] Files(string folder) => Directory.Exists(folder) ? Directory.GetFiles(folder, "*", SearchOption.AllDirectories) : [];

    private static string NameOf(string path) => Path.GetFileName(Path.GetDirectoryName(path)!) + Path.GetFileName(path);
}
