using Slug.Pipeline.Files;
using Slug.Pipeline.Progress;
using Slug.Pipeline.Remote;
using Slug.Pipeline.Stages;

namespace Slug.Pipeline.Execution;

/// <summary>What an <see cref="Engine"/> works on.</summary>
public sealed record EngineOptions
{
    /// <summary>The store's folder; made when something runs. May be shared by many processes and experiments.</summary>
    public required string CacheFolder { get; init; }

    /// <summary>The folder that holds one folder per experiment.</summary>
    public required string ResultsFolder { get; init; }

    /// <summary>What relative <see cref="SourcePath"/>s are resolved against.</summary>
    public required string RepositoryRoot { get; init; }

    /// <summary>Where steps gather what they fetch or make piece by piece, to go on after a kill; null where none does.</summary>
    public string? DownloadsFolder { get; init; }

    /// <summary>The experiment's name, and that of its folder in <see cref="ResultsFolder"/>; may hold <c>/</c>.</summary>
    public required string Experiment { get; init; }

    /// <summary>The steps, in any order.</summary>
    public required IReadOnlyList<Step> Steps { get; init; }

    /// <summary>Stages and steps that run though they are fresh.</summary>
    public IReadOnlySet<string> Force { get; init; } = new HashSet<string>();

    /// <summary>Whether source files may be missing: the plan then says which steps wait for them. Nothing can be run.</summary>
    public bool PlanOnly { get; init; }

    /// <summary>Facts recorded with every result (device, package set, commit, library versions). Not part of any key.</summary>
    public IReadOnlyDictionary<string, string> Provenance { get; init; } = new Dictionary<string, string>();

    /// <summary>Where lines and bars go; null shows nothing.</summary>
    public IRunReporter? Reporter { get; init; }

    /// <summary>A cache that other machines share, or null. Stays the caller's to dispose of.</summary>
    public HttpRemoteCache? Remote { get; init; }

    /// <summary>
    /// The largest input of a step, and the longest published file, in bytes, whose content is read and hashed whenever it is used. Of what is
    /// larger, a file whose size, times and inode are those under which it was last found right is trusted.
    /// </summary>
    public long ReadUpTo { get; init; } = DefaultReadUpTo;

    /// <summary>The default of <see cref="ReadUpTo"/>: 16 GiB, some ten seconds of hashing.</summary>
    public const long DefaultReadUpTo = 16L << 30;

    /// <summary>
    /// Inputs up to this many bytes are hashed before their step begins, which costs some hundredths of a second; larger ones while it reads them.
    /// </summary>
    internal long ReadBefore { get; init; } = 64L << 20;

    /// <summary>The clock.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>The experiment's results.</summary>
    public string ExperimentFolder => Path.GetFullPath(Path.Combine(ResultsFolder, Experiment));

    /// <summary>What helps besides removing files where the disk of a path is full; null for nothing that is known.</summary>
    internal string? WhereFull(string path)
    {
        var full = Path.GetFullPath(path);
        if (Disk.IsBelow(full, Path.GetFullPath(CacheFolder)))
            return FullDisk.MoveCache;
        string[] folders = DownloadsFolder is null ? [ExperimentFolder] : [ExperimentFolder, Path.GetFullPath(DownloadsFolder)];
        return folders.FirstOrDefault(folder => Disk.IsBelow(full, folder)) is { } found ? FullDisk.Move(found) : null;
    }
}
