using Slug.Pipeline.Executors;

namespace Slug.Pipeline.Tests.Executors;

/// <summary>Slurm's commands, played by shell scripts.</summary>
public sealed class SlurmTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly string? _path = Environment.GetEnvironmentVariable("PATH");

    public void Dispose()
    {
        Environment.SetEnvironmentVariable("PATH", _path);
        _folder.Dispose();
    }

    private void Play(string program, string script)
    {
        var file = _folder.Write(program, $"#!/bin/sh\n{script}\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Environment.SetEnvironmentVariable("PATH", $"{_folder.Root}:{_path}");
    }

    [Fact]
    public async Task ACommandThatHangsEndsWithTheWait()
    {
        var pid = Path.Combine(_folder.Root, "pid");
        Play("squeue", $"echo $$ > {pid}.part; mv {pid}.part {pid}; while :; do sleep 0.05; done");
        using var cancel = new CancellationTokenSource();
        var asking = Slurm.QueueAsync(cancel.Token);
        while (!File.Exists(pid) && !asking.IsCompleted)
            await Task.Delay(10);
        cancel.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
        var process = File.ReadAllText(pid).Trim();
        Assert.True(!File.Exists($"/proc/{process}/stat") || File.ReadAllText($"/proc/{process}/stat").Split(") ")[^1][0] is 'Z' or 'X', "squeue lives on");
    }

    [Fact]
    public async Task WhatSlurmRefusesIsToldInItsWords()
    {
        Play("sbatch", "echo 'sbatch: error: invalid partition' >&2; exit 1");
        var refused = await Assert.ThrowsAsync<SlurmException>(() => Slurm.SubmitAsync("job.sh", ["4_0"], CancellationToken.None));
        Assert.Equal("sbatch --parsable --dependency=afterok:4_0 --kill-on-invalid-dep=yes job.sh: sbatch: error: invalid partition", refused.Message);
    }
}
