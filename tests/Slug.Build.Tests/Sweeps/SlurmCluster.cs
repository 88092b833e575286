using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Slug.Build.Tests.Sweeps;

/// <summary>
/// A real Slurm of one node on loopback: Debian's munged, slurmctld and slurmd with a configuration of their own in a temporary folder.
/// Needs neither systemd nor cgroups, so that it runs in a container.
/// </summary>
public sealed class SlurmCluster : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly List<(string Name, Process Process)> _daemons = [];

    /// <summary>Its folder, short enough for the path of a socket.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("slurm-").FullName;

    /// <summary>What the environment of Slurm's commands must hold.</summary>
    public IReadOnlyDictionary<string, string?> Environment => new Dictionary<string, string?> { ["SLURM_CONF"] = Path.Combine(Folder, "slurm.conf") };

    public async Task InitializeAsync()
    {
        foreach (var program in new[] { "munged", "slurmctld", "slurmd", "sbatch", "squeue", "sinfo" })
            Assert.True(Find(program) is not null, $"This test needs a real Slurm, and there is no {program}: apt-get install slurm-wlm munge, or leave the tests that need it out with --without-slurm.");
        AppDomain.CurrentDomain.ProcessExit += (_, _) => KillAll();
        try
        {
            await StartAsync();
        }
        catch
        {
            await DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs one of Slurm's commands.</summary>
    internal Task<Answer> RunAsync(string program, params string[] arguments) => Shell.RunAsync(Find(program)!, arguments, Folder, Environment);

    public async Task DisposeAsync()
    {
        if (_daemons.Count > 0 && !_daemons.Any(d => d.Process.HasExited))
        {
            await RunAsync("scancel", "--full", "--me");
            var waited = Stopwatch.StartNew();
            while ((await RunAsync("squeue", "--noheader")).Output.Trim().Length > 0 && waited.Elapsed < Patience)
                await Task.Delay(100);
        }
        KillAll();
        foreach (var (_, process) in _daemons)
            process.Dispose();
        _daemons.Clear();
        // A job's shell that is just ending may still write its last file.
        TemporaryFolder.Remove(Folder);
    }

    private async Task StartAsync()
    {
        var key = Path.Combine(Folder, "munge.key");
        await File.WriteAllBytesAsync(key, System.Security.Cryptography.RandomNumberGenerator.GetBytes(128));
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(key, UnixFileMode.UserRead);
        foreach (var folder in new[] { "state", "spool" })
            Directory.CreateDirectory(Path.Combine(Folder, folder));
        await File.WriteAllTextAsync(Path.Combine(Folder, "slurm.conf"), Configuration());
        // Debian 12's slurmd wants some cgroup plugin, though nothing here uses it; this one asks nothing of the machine.
        await File.WriteAllTextAsync(Path.Combine(Folder, "cgroup.conf"), "CgroupPlugin=cgroup/v1\n");

        Start("munged", "--foreground", "--force", $"--key-file={key}", $"--socket={Folder}/munge.socket", $"--pid-file={Folder}/munge.pid", $"--log-file={Folder}/munge.log", $"--seed-file={Folder}/munge.seed");
        await WaitAsync("munged", () => Task.FromResult(File.Exists(Path.Combine(Folder, "munge.socket"))));
        Start("slurmctld", "-D", "-c");
        Start("slurmd", "-D", "-c");
        await WaitAsync("Slurm", async () => (await RunAsync("sinfo", "--noheader", "--format=%T")).Output.Trim() == "idle");
    }

    private string Configuration()
    {
        var host = Dns.GetHostName().Split('.')[0];
        var user = System.Environment.UserName;
        var ports = FreePorts(2);
        // The daemons wait long, as everything here does: the machine may be busy.
        return $"""
            ClusterName=slugtest
            SlurmctldHost={host}(127.0.0.1)
            SlurmUser={user}
            SlurmdUser={user}
            AuthType=auth/munge
            AuthInfo=socket={Folder}/munge.socket
            SlurmctldPort={ports[0]}
            SlurmdPort={ports[1]}
            StateSaveLocation={Folder}/state
            SlurmdParameters=config_overrides
            SlurmdSpoolDir={Folder}/spool
            SlurmctldPidFile={Folder}/slurmctld.pid
            SlurmdPidFile={Folder}/slurmd.pid
            SlurmctldLogFile={Folder}/slurmctld.log
            SlurmdLogFile={Folder}/slurmd.log
            ProctrackType=proctrack/linuxproc
            TaskPlugin=task/none
            JobAcctGatherType=jobacct_gather/none
            AccountingStorageType=accounting_storage/none
            MpiDefault=none
            SelectType=select/cons_tres
            SelectTypeParameters=CR_CPU
            SchedulerParameters=batch_sched_delay=0,sched_min_interval=200000
            MailProg=/bin/true
            KillWait=5
            MessageTimeout=100
            TCPTimeout=60
            BatchStartTimeout=600
            UnkillableStepTimeout=600
            ReturnToService=2
            NodeName={host} NodeAddr=127.0.0.1 CPUs={System.Environment.ProcessorCount} State=UNKNOWN
            PartitionName=main Nodes={host} Default=YES MaxTime=INFINITE State=UP

            """;
    }

    private void Start(string program, params string[] arguments) => _daemons.Add((program, Shell.Start(Find(program)!, arguments, Folder, Environment)));

    private async Task WaitAsync(string what, Func<Task<bool>> isReady)
    {
        var clock = Stopwatch.StartNew();
        while (!await isReady())
        {
            var dead = _daemons.FirstOrDefault(d => d.Process.HasExited);
            Assert.True(dead.Process is null && clock.Elapsed < Patience, $"{dead.Name ?? what} does not start:\n{Logs()}");
            await Task.Delay(50);
        }
    }

    private string Logs() => string.Join('\n', Directory.GetFiles(Folder, "*.log").SelectMany(f => File.ReadLines(f).TakeLast(20)));

    private void KillAll()
    {
        foreach (var (_, process) in _daemons.AsEnumerable().Reverse().Where(d => !d.Process.HasExited))
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
        }
    }

    private static string? Find(string program) => $"{System.Environment.GetEnvironmentVariable("PATH")}:/usr/sbin:/sbin".Split(':', StringSplitOptions.RemoveEmptyEntries)
        .Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);

    // Below those that Linux deals out by itself, so that no connection's own end takes one of them before the daemons do.
    private static List<int> FreePorts(int count)
    {
        var held = new List<TcpListener>();
        while (held.Count < count)
        {
            var listener = new TcpListener(IPAddress.Loopback, Random.Shared.Next(12_000, 30_000));
            try
            {
                listener.Start();
                held.Add(listener);
            }
            catch (SocketException)
            {
                listener.Dispose();
            }
        }
        var ports = held.Select(l => ((IPEndPoint)l.LocalEndpoint).Port).ToList();
        held.ForEach(l => l.Dispose());
        return ports;
    }
}
