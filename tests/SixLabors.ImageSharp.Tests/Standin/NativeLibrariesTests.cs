using SixLabors.ImageSharp.Native;

namespace SixLabors.ImageSharp.Tests.Standin;

public class NativeLibrariesTests
{
    [Theory]
    [InlineData(NativeLibraries.Spng, "libspng.so.0", "libspng0")]
    [InlineData(NativeLibraries.TurboJpeg, "libturbojpeg.so.0", "libturbojpeg0")]
    [InlineData(NativeLibraries.Webp, "libwebp.so.7", "libwebp7")]
    public void A_missing_library_names_the_package_to_install(string name, string file, string package)
    {
        var message = NativeLibraries.Missing(name).Message;
        Assert.Contains(file, message);
        Assert.Contains($"apt-get install {package})", message);
    }
}
