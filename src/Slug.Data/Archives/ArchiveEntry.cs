namespace Slug.Data.Archives;

/// <summary>What an entry of a tar is.</summary>
internal enum ArchiveEntryKind
{
    /// <summary>A file with its bytes.</summary>
    File,

    /// <summary>Another name for a file that stands before it.</summary>
    HardLink,

    /// <summary>A path to another file.</summary>
    SymbolicLink,

    /// <summary>A folder.</summary>
    Folder,

    /// <summary>A device, a pipe, or what a program keeps for itself.</summary>
    Other,
}

/// <summary>An entry with what the headers before it say of it.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Path">Its path, not checked.</param>
/// <param name="Stored">Bytes that the archive holds of it.</param>
/// <param name="Link">What a link points to, not checked.</param>
/// <param name="What">A name for what is odd about it; empty for a plain file.</param>
/// <param name="Sparse">The map of its holes, where it has some.</param>
internal sealed record ArchiveEntry(ArchiveEntryKind Kind, string Path, long Stored, string Link, string What, SparseMap? Sparse);
