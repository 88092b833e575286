using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SixLabors.ImageSharp.Native;

/// <summary>Finds the native libraries, and says which package to install where one is missing.</summary>
internal static class NativeLibraries
{
    public const string TurboJpeg = "turbojpeg";
    public const string Spng = "spng";
    public const string Webp = "webp";

    private static readonly Dictionary<string, (string[] Names, string Package)> Known = new()
    {
        [TurboJpeg] = (["libturbojpeg.so.0", "libturbojpeg.0.dylib", "turbojpeg.dll"], "libturbojpeg0"),
        [Spng] = (["libspng.so.0", "libspng.0.dylib", "spng.dll"], "libspng0"),
        [Webp] = (["libwebp.so.7", "libwebp.7.dylib", "libwebp.dll"], "libwebp7"),
    };

    // CA2255 warns of module initializers in libraries; a resolver has to be there before the first call, and this is the one place.
#pragma warning disable CA2255
    [ModuleInitializer]
    internal static void Register() => NativeLibrary.SetDllImportResolver(typeof(NativeLibraries).Assembly, Resolve);
#pragma warning restore CA2255

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path)
    {
        if (!Known.TryGetValue(name, out var library))
            return 0;
        foreach (var candidate in library.Names)
            if (NativeLibrary.TryLoad(candidate, assembly, path, out var handle))
                return handle;
        throw Missing(name);
    }

    internal static DllNotFoundException Missing(string name) => new(
        $"The native library {Known[name].Names[0]} was not found; images cannot be read or written without it. "
        + $"Install it (Debian: apt-get install {Known[name].Package}).");
}
