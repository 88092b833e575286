using System.Reflection;

namespace Slug.Build.CommandLine;

/// <summary>What <c>--version</c> prints.</summary>
internal static class VersionText
{
    /// <summary>Prints the version, and the commit that the program was built from where the build knew it.</summary>
    /// <param name="output">Where to.</param>
    /// <returns>The exit code.</returns>
    public static int Print(TextWriter output)
    {
        output.WriteLine($"slug {typeof(VersionText).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion}");
        return ExitCodes.Done;
    }
}
