namespace ScottPlot;

/// <summary>What a save wrote.</summary>
/// <param name="path">The file.</param>
/// <param name="fileSize">Its size in bytes.</param>
public class SavedImageInfo(string path, int fileSize)
{
    /// <summary>Full path of the file.</summary>
    public string Path { get; } = System.IO.Path.GetFullPath(path);

    /// <summary>Size in bytes.</summary>
    public int FileSize { get; } = fileSize;
}
