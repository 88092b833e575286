using System.Diagnostics;
using System.Text;

namespace Slug.Build.Tests;

/// <summary>What a program answered.</summary>
internal sealed record Answer(int ExitCode, string Output, string Error);

/// <summary>Runs programs as a user's shell would.</summary>
internal static class Shell
{
    public static Process Start(string file, IEnumerable<string> arguments, string folder, IReadOnlyDictionary<string, string?>? environment = null)
    {
        var start = new ProcessStartInfo(file, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment ?? new Dictionary<string, string?>())
            start.Environment[name] = value;
        lock (TemporaryFolder.Starting)
            return Process.Start(start)!;
    }

    public static async Task<Answer> RunAsync(
        string file, IEnumerable<string> arguments, string folder, IReadOnlyDictionary<string, string?>? environment = null)
    {
        using var process = Start(file, arguments, folder, environment);
        return await ReadAsync(process);
    }

    /// <summary>Reads what a process prints up to the line that holds a text.</summary>
    public static async Task<string> ReadUntilAsync(Process process, string text, TimeSpan longest)
    {
        using var patience = new CancellationTokenSource(longest);
        var read = new StringBuilder();
        while (await process.StandardOutput.ReadLineAsync(patience.Token) is { } line)
        {
            read.Append(line).Append('\n');
            if (line.Contains(text, StringComparison.Ordinal))
                return read.ToString();
        }
        throw new InvalidOperationException($"It ended without saying '{text}':\n{read}{await process.StandardError.ReadToEndAsync(patience.Token)}");
    }

    public static async Task<Answer> ReadAsync(Process process, TimeSpan? longest = null)
    {
        using var patience = new CancellationTokenSource(longest ?? TimeSpan.FromMinutes(10));
        var output = process.StandardOutput.ReadToEndAsync(patience.Token);
        var error = process.StandardError.ReadToEndAsync(patience.Token);
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
        return new Answer(process.ExitCode, await output, await error);
    }
}
