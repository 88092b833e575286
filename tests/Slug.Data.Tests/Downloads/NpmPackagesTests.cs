using System.Diagnostics;
using System.Runtime.Versioning;
using System.Security.Cryptography;
using Slug.Data.Downloads;

namespace Slug.Data.Tests.Downloads;

/// <summary>These run a shell script in npm's place: what a registry does is played, the process around it is real.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class NpmPackagesTests : IDisposable
{
    private static readonly string Sum = Convert.ToHexStringLower(SHA256.HashData("tarball"u8));
    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _log = [];

    public void Dispose() => _folder.Dispose();

    private string Target => _folder.File("downloads/thing-1.0.0.tgz");

    private string Rejected => _folder.File("downloads/rejected");

    [Fact]
    public async Task Fetches_verifies_and_leaves_nothing_else()
    {
        await PackAsync("printf tarball > thing-1.0.0.tgz; echo \"$@\" > ../arguments", Sum);
        Assert.Equal("tarball", File.ReadAllText(Target));
        Assert.Equal(
            ["arguments", "thing-1.0.0.tgz"],
            Directory.GetFileSystemEntries(_folder.File("downloads")).Select(Path.GetFileName).Order());
        Assert.StartsWith("pack thing@1.0.0 ", File.ReadAllText(_folder.File("downloads/arguments")));
    }

    [Fact]
    public async Task A_target_that_is_right_is_not_fetched_again()
    {
        await PackAsync("printf tarball > thing-1.0.0.tgz", Sum);
        await PackAsync("exit 1", Sum);
        Assert.Single(_log);
    }

    [Fact]
    public async Task A_target_that_is_damaged_is_kept_aside_and_fetched_again()
    {
        Directory.CreateDirectory(_folder.File("downloads"));
        File.WriteAllText(Target, "damaged");
        await PackAsync("printf tarball > thing-1.0.0.tgz", Sum);
        Assert.Equal("tarball", File.ReadAllText(Target));
        Assert.Equal("damaged", File.ReadAllText(Assert.Single(Directory.GetFiles(Rejected))));
    }

    [Fact]
    public async Task A_wrong_sum_is_refused_and_the_file_kept_aside()
    {
        var wrong = new string('0', 64);
        var error = await Assert.ThrowsAsync<DownloadException>(() => PackAsync("printf tarball > thing-1.0.0.tgz", wrong));
        var aside = Path.Combine(Rejected, $"thing-1.0.0.tgz.{Sum}");
        Assert.True(File.Exists(aside));
        Assert.False(File.Exists(Target));
        Assert.Contains(Sum, error.Message);
        Assert.Contains(wrong, error.Message);
        Assert.Contains(aside, error.Message);
    }

    [Theory]
    [InlineData("npm error code E404", "check the name and the version")]
    [InlineData("npm error code EAI_AGAIN", "check the network")]
    [InlineData("npm error code E403", "refuses it")]
    [InlineData("npm error something else", "by hand")]
    public async Task Failures_say_what_npm_said_and_what_to_do(string said, string advice)
    {
        var error = await Assert.ThrowsAsync<DownloadException>(() => PackAsync($"echo '{said}' >&2; exit 1", Sum));
        Assert.Contains(said, error.Message);
        Assert.Contains(advice, error.Message);
        Assert.Contains(Target, error.Message);
        Assert.Empty(Directory.GetFileSystemEntries(_folder.File("downloads")));
    }

    [Fact]
    public async Task Success_without_a_tarball_is_a_failure() =>
        await Assert.ThrowsAsync<DownloadException>(() => PackAsync("exit 0", Sum));

    [Fact]
    public async Task A_missing_npm_is_said()
    {
        var error = await Assert.ThrowsAsync<DownloadException>(() => NpmPackages.PackAsync(
            "thing", "1.0.0", Sum, Target, Rejected, _log.Add, CancellationToken.None, _folder.File("no-such-npm")));
        Assert.Contains("no-such-npm", error.Message);
    }

    [Fact]
    public async Task Refuses_a_sum_that_is_none() =>
        await Assert.ThrowsAsync<ArgumentException>(() => PackAsync("exit 0", "abc"));

    [Fact]
    public async Task Cancelling_kills_the_whole_tree_and_cleans_up()
    {
        using var cancel = new CancellationTokenSource();
        var pidFile = _folder.File("pid");
        var packing = PackAsync($"sleep 600 & echo $! > {pidFile}.part; mv {pidFile}.part {pidFile}; wait", Sum, cancel.Token);
        while (!File.Exists(pidFile) && !packing.IsCompleted)
            await Task.Delay(10);
        var child = File.ReadAllText(pidFile).Trim();
        Assert.True(IsAlive(child));
        cancel.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => packing);
        var waited = Stopwatch.StartNew();
        while (IsAlive(child) && waited.Elapsed < TimeSpan.FromMinutes(2))
            await Task.Delay(10);
        Assert.False(IsAlive(child));
        Assert.Empty(Directory.GetFileSystemEntries(_folder.File("downloads")));
    }

    // A killed process whose parent is gone stays on as a zombie where nobody collects it, as in some containers.
    private static bool IsAlive(string process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/stat").Split(") ")[^1][0] is not ('Z' or 'X');
        }
        catch (IOException)
        {
            return false;
        }
    }

    private Task PackAsync(string script, string sum, CancellationToken cancellation = default)
    {
        var npm = _folder.File($"npm-{Guid.NewGuid():N}");
        File.WriteAllText($"{npm}.sh", $"#!/bin/sh\n{script}\n");
        File.SetUnixFileMode($"{npm}.sh", UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        // Copied by another process: Linux runs no file that is open for writing, and what this one has open for writing is for a moment
        // also open in every process that another test starts.
        using (var copy = Process.Start("cp", ["-p", $"{npm}.sh", npm]))
        {
            copy.WaitForExit();
            Assert.Equal(0, copy.ExitCode);
        }
        return NpmPackages.PackAsync("thing", "1.0.0", sum, Target, Rejected, _log.Add, cancellation, npm);
    }
}
