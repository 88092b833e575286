using System.Runtime.InteropServices;
using System.Text;

namespace Slug.Models.Tests.NativeTorch;

/// <summary>TorchSharp's own binding, as the package has it and as it lies beside the tests.</summary>
public class AdaptTorchBindingTests
{
    private static readonly string Loaded = Path.Combine(AppContext.BaseDirectory, "libLibTorchSharp.so");

    [Fact]
    public void The_adapted_copy_differs_in_the_needed_version_and_the_one_symbol_alone()
    {
        var original = Package();
        var adapted = AdaptTorchBinding.Adapt(original);
        Assert.Equal(original.Length, adapted.Length);
        var changed = Enumerable.Range(0, original.Length).Where(i => original[i] != adapted[i]).ToList();
        // Hash and name of the version (8 bytes); visibility, section and value of the symbol (11): all within one entry of each table.
        Assert.InRange(changed.Count, 5, 19);
        Assert.Equal(2, changed.Select(i => i / 4096).Distinct().Count());
    }

    [Fact]
    public void A_binding_that_loads_here_lies_beside_the_program()
    {
        var package = Package();
        var expected = AdaptTorchBinding.IsLoadable(package) ? package : AdaptTorchBinding.Adapt(package);
        Assert.Equal(expected, File.ReadAllBytes(Loaded));
        Assert.True(NativeLibrary.TryLoad(Loaded, out _));
    }

    [Fact]
    public void The_system_is_asked_for_the_very_version()
    {
        // What readelf says of the system's library, in other words.
        var system = Encoding.ASCII.GetString(File.ReadAllBytes(new[] { "/usr/lib/x86_64-linux-gnu/libstdc++.so.6", "/usr/lib64/libstdc++.so.6" }.First(File.Exists)));
        Assert.Equal(system.Contains("GLIBCXX_3.4.32\0", StringComparison.Ordinal), AdaptTorchBinding.IsLoadable(Package()));
    }

    [Fact]
    public void A_library_without_that_need_is_left_alone() => Assert.True(AdaptTorchBinding.IsLoadable("any other bytes"u8.ToArray()));

    [Theory]
    [InlineData("no ELF file at all, but longer than the header of one would be, which is 64 bytes")]
    [InlineData("")]
    public void What_is_no_library_is_refused(string bytes) =>
        Assert.Contains("no 64-bit", Assert.Throws<InvalidDataException>(() => AdaptTorchBinding.Adapt(Encoding.ASCII.GetBytes(bytes))).Message);

    [Fact]
    public void A_binding_that_needs_more_of_the_newer_version_is_refused()
    {
        // Twice adapted: the version is named no more.
        var failure = Assert.Throws<InvalidDataException>(() => AdaptTorchBinding.Adapt(AdaptTorchBinding.Adapt(Package())));
        Assert.Contains("cannot be adapted", failure.Message);
        Assert.Contains("Debian 13", failure.Message);
    }

    [Fact]
    public void A_torn_library_is_refused_rather_than_read_past_its_end() =>
        Assert.Throws<InvalidDataException>(() => AdaptTorchBinding.Adapt(Package()[..300_000]));

    private static byte[] Package()
    {
        var packages = Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } folder
            ? folder
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        return File.ReadAllBytes(Path.Combine(packages, "torchsharp", TorchSharpVersion, "runtimes", "linux-x64", "native", "libLibTorchSharp.so"));
    }

    private static string TorchSharpVersion => typeof(TorchSharp.torch).Assembly.GetName().Version!.ToString(3);
}
