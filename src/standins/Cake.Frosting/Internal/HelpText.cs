using System.Reflection;
using Cake.Core;

namespace Cake.Frosting.Internal;

/// <summary>What <c>--help</c> prints.</summary>
internal static class HelpText
{
    public static void Print(IConsole console)
    {
        console.WriteLine("Usage: {0} [OPTIONS]", Assembly.GetEntryAssembly()?.GetName().Name ?? "host");
        console.WriteLine();
        foreach (var (forms, value, help) in RunSettings.Options)
        {
            var written = string.Join(", ", forms.Take(2).OrderBy(f => f.Length)) + (value is null ? "" : $" <{value}>");
            console.WriteLine("    {0}  {1}", written.PadRight(36), help);
        }
    }
}
