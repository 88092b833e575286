using System.Diagnostics;

namespace Slug.Pipeline.Tests.Execution;

/// <summary>The synthetic host as a process of its own, to be killed or waited for.</summary>
public sealed class HostProcess : IDisposable
{
    private readonly Process _process;
    private readonly List<string> _lines = [];
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public HostProcess(string root, double pauseMilliseconds, string experiment = "exp", string witness = "", string gate = "", string? umask = null)
    {
        var dll = typeof(TestHost.SyntheticGraph).Assembly.Location;
        var start = new ProcessStartInfo(Environment.ProcessPath is { } me && Path.GetFileNameWithoutExtension(me) == "dotnet" ? me : "dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var argument in new[] { "exec", dll, root, pauseMilliseconds.ToString(System.Globalization.CultureInfo.InvariantCulture), experiment, witness, gate })
            start.ArgumentList.Add(argument);
        if (umask is not null)
        {
            string[] rest = [start.FileName, .. start.ArgumentList];
            start.FileName = "/bin/sh";
            start.ArgumentList.Clear();
            foreach (var argument in (string[])["-c", $"umask {umask}; exec \"$0\" \"$@\"", .. rest])
                start.ArgumentList.Add(argument);
        }
        start.Environment["DOTNET_TieredCompilation"] = "1";
        _process = new Process { StartInfo = start, EnableRaisingEvents = true };
        _process.OutputDataReceived += (_, e) => Take(e.Data);
        _process.ErrorDataReceived += (_, e) => Take(e.Data);
        _process.Exited += (_, _) => _ready.TrySetResult();
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public int Id => _process.Id;

    /// <summary>Ends when the engine is about to run, or when the process has ended before.</summary>
    public Task Ready => _ready.Task;

    public bool HasExited => _process.HasExited;

    public string Output
    {
        get
        {
            lock (_lines)
                return string.Join('\n', _lines);
        }
    }

    /// <summary>Waits for a line that holds a text, or for the end.</summary>
    public async Task WaitForLine(string text)
    {
        while (!Output.Contains(text, StringComparison.Ordinal) && !HasExited)
            await Task.Delay(5);
    }

    /// <summary>SIGKILL.</summary>
    public async Task Kill()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public async Task<int> Exit()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(10));
        await _process.WaitForExitAsync(patience.Token);
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }

    private void Take(string? line)
    {
        if (line is null)
            return;
        lock (_lines)
            _lines.Add(line);
        if (line == "ready")
            _ready.TrySetResult();
    }
}
