using System.Diagnostics;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Slug.Benchmarks;

/// <summary>Runs other processes whose figures are compared.</summary>
internal static class Child
{
    /// <summary>The interpreter that Debian's python3-torch and python3-pil belong to, whatever else is first on PATH.</summary>
    private const string Interpreter = "/usr/bin/python3";

    /// <summary>The arguments that make <see cref="Environment.ProcessPath"/> run this program: none for an executable of its own.</summary>
    public static IReadOnlyList<string> ThisProgram =>
        Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? [Assembly.GetExecutingAssembly().Location] : [];

    /// <summary>What a process writes to its standard output.</summary>
    /// <exception cref="InvalidOperationException">It failed.</exception>
    public static string Run(string file, IReadOnlyList<string> arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(file, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? output.Trim()
            : throw new InvalidOperationException($"{file} {string.Join(' ', arguments)} failed with {process.ExitCode}: {errors.Result}");
    }

    /// <summary>The JSON that a script of <c>Baselines/</c> prints; null where Python or one of its packages is missing.</summary>
    public static JsonElement? Python(string script, params string[] arguments)
    {
        if (!File.Exists(Interpreter)) return null;
        try
        {
            return JsonDocument.Parse(Run(Interpreter, [Path.Combine(Baselines(), script), .. arguments])).RootElement;
        }
        catch (InvalidOperationException failure) when (failure.Message.Contains("No module named", StringComparison.Ordinal))
        {
            return null;
        }
    }

    private static string Baselines([CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "Baselines");
}
