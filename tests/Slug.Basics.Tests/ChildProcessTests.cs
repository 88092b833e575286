using System.ComponentModel;
using System.Diagnostics;

namespace Slug.Basics.Tests;

public sealed class ChildProcessTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private ChildStart Shell(string script, params string[] arguments) => new("/bin/sh", ["-c", script, "sh", .. arguments]) { WorkingDirectory = _folder.Path };

    [Fact]
    public async Task Keeps_both_outputs_apart_and_the_exit_code()
    {
        var answer = await ChildProcess.RunAsync(Shell("echo out; echo err >&2; exit 3"), CancellationToken.None);
        Assert.Equal(new ChildAnswer(3, "out\n", "err\n"), answer);
    }

    [Fact]
    public async Task Arguments_arrive_as_they_are()
    {
        string[] arguments = ["a b", "", "it's \"so\"", "back\\slash\\", "*", "$HOME", "ü\n2"];
        var answer = await ChildProcess.RunAsync(Shell("for a; do printf '%s|' \"$a\"; done", arguments), CancellationToken.None);
        Assert.Equal(string.Join('|', arguments) + "|", answer.Output);
    }

    [Fact]
    public async Task Runs_in_its_folder_with_its_variables_and_nothing_to_read()
    {
        var start = Shell("pwd; echo $COLOUR; cat; echo end") with { Environment = new Dictionary<string, string> { ["COLOUR"] = "mauve" } };
        Assert.Equal($"{_folder.Path}\nmauve\nend\n", (await ChildProcess.RunAsync(start, CancellationToken.None)).Output);
    }

    [Fact]
    public async Task Much_on_both_outputs_stops_nobody()
    {
        var answer = await ChildProcess.RunAsync(Shell("i=0; while [ $i -lt 5000 ]; do echo 0123456789012345678901234567890; echo 0123456789012345678901234567890 >&2; i=$((i+1)); done"), CancellationToken.None);
        Assert.Equal((160_000, 160_000), (answer.Output.Length, answer.Errors.Length));
    }

    [Fact]
    public async Task What_cannot_be_started_is_said_so() =>
        await Assert.ThrowsAsync<Win32Exception>(() => ChildProcess.RunAsync(new ChildStart("/nowhere/program", []), CancellationToken.None));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Cancelling_kills_it_and_what_it_started(bool follow)
    {
        using var cancel = new CancellationTokenSource();
        var start = Shell("trap '' TERM INT; sleep 600 & echo $! > pid.part; mv pid.part pid; wait");
        Task running = follow ? ChildProcess.FollowAsync(start, _ => { }, cancel.Token) : ChildProcess.RunAsync(start, cancel.Token);
        var child = await WrittenAsync("pid");
        Assert.True(IsAlive(child));
        cancel.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        await EndedAsync(child);
    }

    [Fact]
    public async Task One_that_is_asked_to_stop_may_finish_what_it_does()
    {
        using var ask = new CancellationTokenSource();
        var lines = new List<string>();
        var running = ChildProcess.FollowAsync(Shell("trap 'echo cleaned; exit 9' TERM; echo $$ > pid.part; mv pid.part pid; while :; do sleep 0.05; done"), lines.Add, CancellationToken.None, ask.Token);
        await WrittenAsync("pid");
        ask.Cancel();
        Assert.Equal(9, await running);
        Assert.Equal(["cleaned"], lines);
    }

    private async Task<string> WrittenAsync(string name)
    {
        var path = _folder.File(name);
        while (!File.Exists(path)) await Task.Delay(10);
        return File.ReadAllText(path).Trim();
    }

    private static async Task EndedAsync(string process)
    {
        var waited = Stopwatch.StartNew();
        while (IsAlive(process) && waited.Elapsed < TimeSpan.FromMinutes(1)) await Task.Delay(10);
        Assert.False(IsAlive(process));
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
}
