using System.Reflection;
using System.Runtime.InteropServices;
using Slug.Experiments.Configuration;
using YamlDotNet.RepresentationModel;

namespace Slug.Experiments.Graph;

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
            ["torch"] = typeof(RunProvenance).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(a => a.Key == "Torch").Value!,
            ["slug"] = VersionOf(typeof(RunProvenance)),
            ["yamldotnet"] = VersionOf(typeof(YamlStream)),
            ["torchsharp"] = VersionOf(typeof(TorchSharp.torch)),
        };
        if (GitCommit.Of(run.RepositoryRoot) is { } commit) facts["commit"] = commit;
        return facts;
    }

    private static string VersionOf(Type type) =>
        type.Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? type.Assembly.GetName().Version?.ToString() ?? "";
}
