using System.Reflection;
using System.Runtime.InteropServices;

namespace TorchSharp.Interop;

/// <summary>Finds libslugtorch.so: where SLUG_TORCH_SHIM points, else beside this assembly.</summary>
internal static class ShimLocator
{
    /// <summary>The variable that names another shim, such as one built on a GPU machine for its own libtorch.</summary>
    public const string Variable = "SLUG_TORCH_SHIM";

    private static string Home =>
        Path.GetDirectoryName(typeof(ShimLocator).Assembly.Location) is { Length: > 0 } folder ? folder : AppContext.BaseDirectory;

    public static void Register() => NativeLibrary.SetDllImportResolver(typeof(ShimLocator).Assembly, Resolve);

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? searchPath) =>
        name == Native.Library ? Load(Environment.GetEnvironmentVariable(Variable)) : 0;

    /// <summary>Loads the shim.</summary>
    /// <param name="configured">The value of <see cref="Variable"/>, null or empty for the shim beside this assembly.</param>
    /// <exception cref="DllNotFoundException">The shim, or the libtorch that it was built for, is missing.</exception>
    internal static nint Load(string? configured)
    {
        string path = string.IsNullOrEmpty(configured) ? Path.Combine(Home, "libslugtorch.so") : configured;
        if (!File.Exists(path))
        {
            throw new DllNotFoundException(
                $"The libtorch shim is not at '{path}'. Install libtorch and a compiler "
                + $"(apt-get install libtorch-dev cmake g++), build again, or set {Variable} to what native/build-shim.sh prints.");
        }

        try
        {
            return NativeLibrary.Load(path);
        }
        catch (DllNotFoundException e)
        {
            throw new DllNotFoundException(
                $"The libtorch shim '{path}' cannot be loaded. The libtorch that it was built for may be gone: install it "
                + $"(apt-get install libtorch-dev) or build again. {e.Message}", e);
        }
    }
}
