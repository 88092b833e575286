using System.Diagnostics;
using Slug.Pipeline.Executors;
using Slug.Pipeline.Sweeps;
using Slug.Pipeline.Tests.Sweeps;

namespace Slug.Pipeline.Tests.Executors;

public sealed class SlurmScriptTests : IDisposable
{
    private readonly TempFolder _temp = new();

    public void Dispose() => _temp.Dispose();

    private static SweepJob Job(int number, int point, params int[] after) => new(number, Points.Point(point), "Plot", IsWhole: true) { After = after };

    [Fact]
    public void TheScriptIsAsInTheGoldenFile() => GoldenFiles.Matches("slurm-script.sh", SlurmScript.Render(
        "demo-sweep",
        new SlurmArray("1-Plot", [Job(3, 0), Job(4, 2), Job(5, 3), Job(6, 4)], 0),
        new ClusterOptions { Partition = "gpu", Gres = "gpu:1", Time = "4:00:00", Memory = "32G", Cpus = 8, AtATime = 2, Extra = ["--constraint=a100"] },
        new HostCommand
        {
            Program = "/usr/bin/dotnet",
            Arguments = ["/lab/slug/artifacts/bin/Build/release/slug.dll", "--config=configs/sweeps/demo.yaml", "--set", "emoji.names=it's $HOME `id`.txt"],
            WorkingDirectory = "/lab/100% slug",
            Environment = new Dictionary<string, string> { ["OMP_WAIT_POLICY"] = "PASSIVE", ["LD_LIBRARY_PATH"] = "/opt/a b/lib" },
        },
        new SlurmFolder("/lab/100% slug/results/demo-sweep/slurm")));

    [Fact]
    public async Task TheShellHandsEveryArgumentOnAsItIsAndLeavesTheExitCode()
    {
        var folder = new SlurmFolder(Path.Combine(_temp.Root, "it's $HOME"));
        Directory.CreateDirectory(folder.Done);
        var host = Path.Combine(_temp.Root, "host.sh");
        File.WriteAllText(host, "printf '%s\\n' \"$@\" >\"$SEEN\"\nexit 3\n");
        var command = new HostCommand
        {
            Program = "/bin/sh",
            Arguments = [host, "--set", "a=it's \"$HOME\" `id` \\ *"],
            WorkingDirectory = _temp.Root,
            Environment = new Dictionary<string, string> { ["SEEN"] = Path.Combine(_temp.Root, "se'en") },
        };
        var script = SlurmScript.Render("s", new SlurmArray("0-Plot", [Job(0, 2007)], 1001), new ClusterOptions(), command, folder);
        var path = Path.Combine(_temp.Root, "script.sh");
        File.WriteAllText(path, script);
        var start = new ProcessStartInfo("/bin/bash", [path]);
        start.Environment["SLURM_ARRAY_TASK_ID"] = "1006";
        using var process = Process.Start(start)!;
        await process.WaitForExitAsync();
        Assert.Equal(3, process.ExitCode);
        Assert.Equal("--set\na=it's \"$HOME\" `id` \\ *\n--target=Plot\n--point=2007\n", File.ReadAllText(Path.Combine(_temp.Root, "se'en")));
        Assert.Equal("3\n", File.ReadAllText(folder.ExitCode("0-Plot", 1006)));
    }

    [Fact]
    public void APathThatSlurmCannotBeToldIsRefused() => Assert.Throws<SlurmException>(() => SlurmScript.Render(
        "s", new SlurmArray("0-Plot", [Job(0, 0)], 0), new ClusterOptions(),
        new HostCommand { Program = "x", Arguments = [], WorkingDirectory = "/a\n#SBATCH --uid=root" }, new SlurmFolder("/a")));

    [Fact]
    public void JobsThatWaitForTheSameMakeOneArray()
    {
        SweepJob maker = new(0, Points.Point(0), "Grads", IsWhole: false), other = new(1, Points.Point(5), "Grads", IsWhole: false);
        var arrays = SlurmArray.Of([maker, other, Job(2, 0, 0), Job(3, 1, 0), Job(4, 5, 1), Job(5, 6, 1), Job(6, 8)], 1001);
        Assert.Equal(["0-Grads 0,5", "1-Plot 0-1", "2-Plot 5-6", "3-Plot 8"], arrays.Select(a => $"{a.Name} {a.Tasks}"));
    }

    [Fact]
    public void BeyondTheLargestTaskNumberTheNumbersStartAgain()
    {
        var arrays = SlurmArray.Of([.. Enumerable.Range(0, 10).Select(i => Job(i, i))], 4);
        Assert.Equal(["0-Plot 0-3 +0", "1-Plot 0-3 +4", "2-Plot 0-1 +8"], arrays.Select(a => $"{a.Name} {a.Tasks} +{a.Offset}"));
        Assert.Equal(1, arrays[2].TaskOf(arrays[2].Jobs[1]));
    }

    [Fact]
    public void WhatWasSubmittedIsFoundAgain()
    {
        var folder = new SlurmFolder(_temp.Root);
        Assert.Null(SlurmSubmission.TryLoad(folder));
        var array = new SlurmArray("1-Plot", [Job(3, 0, 1, 2), Job(4, 2, 1, 2)], 0);
        new SlurmSubmission([]).With("12", array).Save(folder);
        var loaded = SlurmSubmission.TryLoad(folder)!;
        Assert.Equal(["12"], loaded.Ids);
        var (id, found) = Assert.Single(loaded.Resolve([Points.Point(0), Points.Point(1), Points.Point(2)])!);
        Assert.Equal(("12", "1-Plot", "0,2"), (id, found.Name, found.Tasks));
        Assert.Equal([1, 2], found.Jobs[1].After);
        Assert.Null(loaded.Resolve([Points.Point(0)]));
        File.WriteAllText(folder.Submission, "{");
        Assert.Null(SlurmSubmission.TryLoad(folder));
    }
}
