using System.Reflection;

namespace SixLabors.ImageSharp.Tests.Standin;

/// <summary>What only the stand-in does. Its classes are internal, and absent from the real package, so they are asked for by name.</summary>
public class NativeLibrariesTests
{
    private static readonly Type? Libraries = typeof(Image).Assembly.GetType("SixLabors.ImageSharp.Native.NativeLibraries");

    [Fact]
    public void A_missing_library_names_the_package_to_install()
    {
        if (Libraries is null)
        {
            Assert.Equal("Six Labors", typeof(Image).Assembly.GetCustomAttribute<AssemblyCompanyAttribute>()?.Company);
            return;
        }
        var missing = Libraries.GetMethod("Missing", BindingFlags.NonPublic | BindingFlags.Static)!;
        var error = (DllNotFoundException)missing.Invoke(null, ["spng"])!;
        Assert.Contains("apt-get install libspng0", error.Message);
    }
}
