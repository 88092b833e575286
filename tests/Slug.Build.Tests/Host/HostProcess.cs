using System.Diagnostics;

namespace Slug.Build.Tests.Host;

/// <summary>The built host, as a process.</summary>
internal static class HostProcess
{
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "slug.dll");

    private static string Dotnet => Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet"
        ? path
        : "dotnet";

    public static Task<Answer> RunAsync(params string[] arguments) => RunInAsync(Repository.Root, null, arguments);

    public static async Task<Answer> RunInAsync(string folder, IReadOnlyDictionary<string, string?>? environment, params string[] arguments)
    {
        using var process = Start(folder, environment, arguments);
        return await Shell.ReadAsync(process);
    }

    /// <summary>
    /// Starts the host as a terminal would: a test run that was started in the background ignores SIGINT, and so would its children.
    /// </summary>
    public static Process Start(string folder, IReadOnlyDictionary<string, string?>? environment, params string[] arguments) =>
        Shell.Start("/usr/bin/env", ["--default-signal=INT,TERM", Dotnet, Program, .. arguments], folder, environment);
}
