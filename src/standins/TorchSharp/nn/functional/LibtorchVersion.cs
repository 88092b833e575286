using System.Globalization;
using System.Runtime.InteropServices;
using TorchSharp.Interop;

namespace TorchSharp;

/// <summary>Which libtorch runs, for operators that changed their names.</summary>
internal static class LibtorchVersion
{
    /// <summary>The first number of the version.</summary>
    public static int Major { get; } = int.Parse(Marshal.PtrToStringUTF8(Native.TorchVersion())!.Split('.')[0], CultureInfo.InvariantCulture);
}
