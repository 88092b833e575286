using TorchSharp.Interop;

namespace TorchSharp.Tests.Standin;

public class ShimLocatorTests
{
    [Fact]
    public void AMissingShimSaysWhatToInstall()
    {
        var error = Assert.Throws<DllNotFoundException>(() => ShimLocator.Load("/nowhere/libslugtorch.so"));
        Assert.Contains("/nowhere/libslugtorch.so", error.Message);
        Assert.Contains("apt-get install libtorch-dev cmake g++", error.Message);
        Assert.Contains("build-shim.sh", error.Message);
    }

    [Fact]
    public void AFileThatIsNoLibrarySaysSo()
    {
        string file = Path.GetTempFileName();
        try
        {
            var error = Assert.Throws<DllNotFoundException>(() => ShimLocator.Load(file));
            Assert.Contains("cannot be loaded", error.Message);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void TheShimBesideTheAssemblyLoads() => Assert.NotEqual(0, ShimLocator.Load(null));
}
