using Slug.Models.Checkpoints;

namespace Slug.Fuzz.Tests.Readers;

/// <summary>Opens a checkpoint and reads all its tensors.</summary>
internal abstract class CheckpointReader : ForeignReader
{
    public override IReadOnlyList<Type> Documented => [typeof(CheckpointException)];

    public override void Read(string path)
    {
        using var file = CheckpointFiles.Open(path);
        foreach (var entry in file.Entries)
            file.Load(entry.Name).Dispose();
        _ = file.LeftOut.Count;
    }
}
