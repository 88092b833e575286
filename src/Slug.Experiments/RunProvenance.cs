using System.Reflection;
using System.Runtime.InteropServices;
using YamlDotNet.RepresentationModel;

namespace Slug.Experiments;

/// <summary>Facts about a run that are recorded with every result and are in no key.</summary>
public static class RunProvenance
{
    /// <summary>The facts that are known before anything is computed; a step adds its own, such as the device.</summary>
    public static IReadOnlyDictionary<string, string> Of(RunOptions run)
    {
        var facts = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["config"] = Path.GetRelativePath(run.RepositoryRoot, run.ConfigPath),
            ["machine"] = $"{RuntimeInformation.OSDescription}, {Environment.ProcessorCount} cores",
            ["dotnet"] = RuntimeInformation.FrameworkDescription,
            ["packages"] = typeof(RunProvenance).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(a => a.Key == "PackageSet").Value!,
            ["slug"] = VersionOf(typeof(RunProvenance)),
            ["yamldotnet"] = VersionOf(typeof(YamlStream)),
            ["torchsharp"] = VersionOf(typeof(TorchSharp.torch)),
        };
        if (GitCommit(run.RepositoryRoot) is { } commit) facts["commit"] = commit;
        return facts;
    }

    private static string VersionOf(Type type) =>
        type.Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? type.Assembly.GetName().Version?.ToString() ?? "";

    /// <summary>The checked-out commit, read from git's own files: starting git would cost more than the rest of a fresh run.</summary>
    private static string? GitCommit(string root)
    {
        var folder = Path.Combine(root, ".git");
        var head = Path.Combine(folder, "HEAD");
        if (!File.Exists(head)) return null;
        var text = File.ReadAllText(head).Trim();
        if (!text.StartsWith("ref: ", StringComparison.Ordinal)) return text;
        var reference = text["ref: ".Length..];
        if (File.Exists(Path.Combine(folder, reference))) return File.ReadAllText(Path.Combine(folder, reference)).Trim();
        var packed = Path.Combine(folder, "packed-refs");
        return File.Exists(packed)
            ? File.ReadLines(packed).FirstOrDefault(line => line.EndsWith(' ' + reference, StringComparison.Ordinal))?.Split(' ')[0]
            : null;
    }
}
