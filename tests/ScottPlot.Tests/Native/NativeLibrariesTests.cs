using ScottPlot.Native;

namespace ScottPlot.Tests.Native;

public class NativeLibrariesTests
{
    [Fact]
    public void A_missing_library_names_the_package_to_install()
    {
        DllNotFoundException error = Assert.Throws<DllNotFoundException>(() => NativeLibraries.Load(["libnowhere.so.7", "nowhere.dll"]));

        Assert.Contains("libnowhere.so.7", error.Message);
        Assert.Contains("apt-get install libpangocairo-1.0-0", error.Message);
    }
}
