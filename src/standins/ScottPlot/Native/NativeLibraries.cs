using System.Reflection;
using System.Runtime.InteropServices;

namespace ScottPlot.Native;

/// <summary>Finds cairo and pango under the names that systems give them, and says what to install when they are missing.</summary>
internal static class NativeLibraries
{
    internal const string Cairo = "cairo";
    internal const string Pango = "pango";
    internal const string PangoCairo = "pangocairo";
    internal const string GObject = "gobject";

    private static readonly Dictionary<string, string[]> Names = new()
    {
        [Cairo] = ["libcairo.so.2", "libcairo.2.dylib", "libcairo-2.dll"],
        [Pango] = ["libpango-1.0.so.0", "libpango-1.0.0.dylib", "libpango-1.0-0.dll"],
        [PangoCairo] = ["libpangocairo-1.0.so.0", "libpangocairo-1.0.0.dylib", "libpangocairo-1.0-0.dll"],
        [GObject] = ["libgobject-2.0.so.0", "libgobject-2.0.0.dylib", "libgobject-2.0-0.dll"],
    };

    private static readonly Lock Gate = new();
    private static bool registered;

    /// <summary>Makes the imports of this assembly resolve through <see cref="Load"/>; call before the first of them.</summary>
    internal static void Register()
    {
        lock (Gate)
        {
            if (registered)
                return;
            NativeLibrary.SetDllImportResolver(Assembly.GetExecutingAssembly(), (name, _, _) =>
                Names.TryGetValue(name, out string[]? candidates) ? Load(candidates) : 0);
            registered = true;
        }
    }

    /// <summary>Loads the first library that exists.</summary>
    /// <param name="candidates">File names, most likely first.</param>
    /// <exception cref="DllNotFoundException">None exists; the message names the packages to install.</exception>
    internal static nint Load(string[] candidates)
    {
        foreach (string candidate in candidates)
        {
            if (NativeLibrary.TryLoad(candidate, out nint handle))
                return handle;
        }

        throw new DllNotFoundException(
            $"Figures are drawn with cairo and pango, and {candidates[0]} is not on this machine. " +
            "On Debian or Ubuntu: apt-get install libpangocairo-1.0-0 (it brings libcairo2, libpango-1.0-0 and a font with it). " +
            "Elsewhere install cairo and pango 1.44 or newer, and a font such as DejaVu Sans.");
    }
}
