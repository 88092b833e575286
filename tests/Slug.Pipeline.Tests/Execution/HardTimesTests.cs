using System.Diagnostics;
using Slug.Pipeline.Execution;
using Slug.Pipeline.Stages;
using Slug.Pipeline.Store;

namespace Slug.Pipeline.Tests.Execution;

/// <summary>A full disk, a read-only cache, missing permissions: the path and the cause are named, and the store stays intact.</summary>
public sealed class HardTimesTests : IDisposable
{
    private readonly Bed _bed = new();

    public void Dispose() => _bed.Dispose();

    [Fact]
    public async Task AFileInTheWayOfTheCacheIsNamed()
    {
        _bed.Write("cache", "a file");
        var failure = await Assert.ThrowsAsync<StoreException>(() => _bed.Run(_bed.Step("Make")));
        Assert.Contains(_bed.Cache, failure.Message);
    }

    [Theory]
    [InlineData(28, "no space left")]
    [InlineData(30, "the file system is read-only")]
    [InlineData(13, "permission denied")]
    [InlineData(37, "Put the cache on one with locks")]
    public void TheSystemsErrorsAreSaidInWords(int errno, string words)
    {
        var failure = Assert.Throws<StoreException>(() => StoreException.Guard("/cache/cas", "write", () => throw new IOException("raw", errno)));
        Assert.StartsWith("Cannot write /cache/cas: ", failure.Message);
        Assert.Contains(words, failure.Message);
    }

    [Fact]
    public void AFullDiskIsNamed()
    {
        var failure = Assert.Throws<StoreException>(() => StoreException.Guard("/dev/shm/cache/cas", "write", () => throw new IOException("raw", 28)));
        Assert.Matches(@"no space left on /dev/shm \(\d+\.\d of \d+\.\d GB free\)\. Free some", failure.Message);
    }

    [Fact]
    public void AFileOfAnotherUserIsToldWithItsOwnerAndWhatTheOwnerCanDo()
    {
        var file = _bed.Write("cache/ac/00/record", "{}");
        if (OperatingSystem.IsWindows())
            return;
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var failure = Assert.Throws<StoreException>(() => StoreException.Guard(file, "read", () => throw new UnauthorizedAccessException("raw")));
        Assert.Contains($"permission denied. {file} belongs to {Environment.UserName} (mode 600): {Environment.UserName} can open it to others with chmod -R a+r {file};", failure.Message);
        Assert.Contains("--cache=DIR", failure.Message);
    }

    [Theory]
    [InlineData("755", "644")]
    [InlineData("775", "664")]
    public async Task WhatIsWrittenUnderUmask077IsForAllWhoMayUseTheCache(string folders, string files)
    {
        if (OperatingSystem.IsWindows())
            return;
        Directory.CreateDirectory(_bed.Cache);
        File.SetUnixFileMode(_bed.Cache, (UnixFileMode)Convert.ToInt32(folders, 8));
        using (var host = new HostProcess(_bed.Root, 0, umask: "077"))
            Assert.True(await host.Exit() == 0, host.Output);
        foreach (var path in Directory.GetFileSystemEntries(_bed.Cache, "*", SearchOption.AllDirectories))
        {
            var mode = Convert.ToString((int)File.GetUnixFileMode(path), 8);
            var isObject = path.StartsWith(Path.Combine(_bed.Cache, "cas"), StringComparison.Ordinal) || path.StartsWith(Path.Combine(_bed.Cache, "trees"), StringComparison.Ordinal);
            var isLock = path.EndsWith(".lock", StringComparison.Ordinal) || Path.GetFileName(path) == "gate";
            Assert.True(mode == (Directory.Exists(path) ? folders : isObject ? "444" : isLock ? "666" : files), $"{path} has mode {mode}");
        }
    }

    [Fact]
    public async Task OnAFullDiskTheRunFailsAndTheStoreStaysIntact()
    {
        await using var disk = await SmallDisk.Mount(_bed.Root, "cache", "size=256k,nr_inodes=200");
        Step Fill(int kilobytes) => _bed.Step("Fill", new { kilobytes }, run: context =>
            File.WriteAllBytesAsync(context.Output("out.txt"), Enumerable.Range(0, kilobytes * 1024).Select(i => (byte)(i * 31)).ToArray()));
        await _bed.Run(Fill(20));
        var failure = await Assert.ThrowsAnyAsync<Exception>(() => _bed.Run(Fill(1000)));
        Assert.True(failure is StoreException or StepFailedException { InnerException: IOException }, failure.ToString());
        // The disk by its name, whether the step or the store was the one to meet its end.
        Assert.Matches($@"no space left on {_bed.Cache} \(0\.0 of 0\.0 GB free\)", failure.Message);
        StoreAudit.AssertIntact(new CacheLayout(_bed.Cache));
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(_bed.Cache, "work")));
        await _bed.Run(Fill(20));
        Assert.Empty(_bed.Ran);
        await _bed.Run(Fill(30));
        Assert.Equal(["Fill"], _bed.Ran);
    }

    [Fact]
    public async Task AStepThatFillsTheDiskOnSeveralCoresIsToldOfTheDiskToo()
    {
        var full = new AggregateException(new InvalidDataException("a picture", new IOException("No space left on device : '/dev/shm/pictures/1.png'", 28)));
        var failure = await Assert.ThrowsAsync<StepFailedException>(() => _bed.Run(_bed.Step("Make", run: _ => throw full)));
        Assert.Matches(@"^Make failed: no space left on /dev/shm \(\d+\.\d of \d+\.\d GB free\), for /dev/shm/pictures/1\.png\. Free some; what is stored", failure.Message);
        var other = await Assert.ThrowsAsync<StepFailedException>(() => _bed.Run(_bed.Step("Make", run: _ => throw new IOException("odd", 5))));
        Assert.StartsWith("Make failed: odd", other.Message);
    }

    [Theory]
    [InlineData("cache/work/1/out", "put the cache on a larger disk (--cache=DIR)")]
    [InlineData("results/exp/logs/Make.log", "move {0}/results/exp to a larger disk and put a link to it in its place")]
    [InlineData("data/downloads/pictures-1/a.png", "move {0}/data/downloads to a larger disk and put a link to it in its place")]
    public async Task WhatHelpsAgainstAFullDiskDependsOnTheFolderThatFillsIt(string path, string help)
    {
        var full = new IOException($"No space left on device : '{_bed.Root}/{path}'", 28);
        using var engine = new Engine(_bed.Options(_bed.Step("Make", run: _ => throw full)) with { DownloadsFolder = Path.Combine(_bed.Root, "data/downloads") });
        var failure = await Assert.ThrowsAsync<StepFailedException>(() => engine.RunAllAsync());
        Assert.Contains($"for {_bed.Root}/{path}. Free some, or {help.Replace("{0}", _bed.Root, StringComparison.Ordinal)}; what is stored so far stays usable.", failure.Message);
    }

    [Fact]
    public async Task ADiskThatIsFullOfResultsIsToldOfAsThat()
    {
        await using var disk = await SmallDisk.Mount(_bed.Root, "results", "size=128k");
        Task Fill(IStepContext context) => File.WriteAllBytesAsync(context.Output("out.txt"), new byte[1 << 20]);
        var failure = await Assert.ThrowsAsync<StoreException>(() => _bed.Run(_bed.Step("Fill", run: Fill, outputs: [new OutputSpec("out.txt") { PublishAs = "filled" }])));
        Assert.Matches($@"^Cannot write {_bed.Results}/filled: no space left on {_bed.Root}/results \(0\.0 of 0\.0 GB free\)\. Free some, or move {_bed.Results} to a larger disk", failure.Message);
        // The step's own failure, though its log cannot tell how it ended.
        var talked = await Assert.ThrowsAsync<StepFailedException>(() => _bed.Run(_bed.Step("Talk", run: Talk)));
        Assert.Matches($@"^Talk failed: no space left on .*, for {_bed.Results}/logs/Talk\.log\. Free some, or move {_bed.Results} to a larger disk", talked.Message);
        FillUp("last");
        failure = await Assert.ThrowsAsync<StoreException>(() => _bed.Run(_bed.Step("Talk", run: Talk)));
        Assert.Matches($@"^Cannot lock {_bed.Root}/results/\.runs/exp: no space left on .*, or move {_bed.Root}/results to a larger disk", failure.Message);
        StoreAudit.AssertIntact(new CacheLayout(_bed.Cache));

        Task Talk(IStepContext context)
        {
            FillUp("rest");
            context.Log(new string('x', 1 << 16));
            return Task.CompletedTask;
        }

        void FillUp(string file) => Assert.ThrowsAny<IOException>(() => File.WriteAllBytes(Path.Combine(_bed.Root, "results", file), new byte[1 << 20]));
    }

    [Fact]
    public async Task OnAReadOnlyCacheAPlanWorksAndARunNamesPathAndCause()
    {
        await using var disk = await SmallDisk.Mount(_bed.Root, "cache", "size=1m");
        await _bed.Run(_bed.Step("Make", new { N = 1 }));
        await disk.Remount("ro");
        Assert.Contains("Make  fresh", _bed.Plan(_bed.Step("Make", new { N = 1 })));
        var failure = await Assert.ThrowsAsync<StoreException>(() => _bed.Run(_bed.Step("Make", new { N = 2 })));
        Assert.Contains("the file system is read-only", failure.Message);
        Assert.Contains(_bed.Cache, failure.Message);
    }

    /// <summary>A tmpfs of a small size. Needs the right to mount; without it the test fails and says so.</summary>
    private sealed class SmallDisk : IAsyncDisposable
    {
        private readonly string _path;

        private SmallDisk(string path) => _path = path;

        public static async Task<SmallDisk> Mount(string root, string name, string options)
        {
            var path = Path.Combine(root, name);
            Directory.CreateDirectory(path);
            Assert.True(await Run("mount", "-t", "tmpfs", "-o", options, "tmpfs", path), "mounting a tmpfs needs root (or CAP_SYS_ADMIN); run the tests as root");
            return new SmallDisk(path);
        }

        public async Task Remount(string options) => Assert.True(await Run("mount", "-o", $"remount,{options}", _path));

        public async ValueTask DisposeAsync() => Assert.True(await Run("umount", "-l", _path));

        private static async Task<bool> Run(string command, params string[] arguments)
        {
            using var process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardError = true })!;
            await process.WaitForExitAsync();
            return process.ExitCode == 0;
        }
    }
}
