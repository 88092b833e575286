using System.Globalization;
using System.Runtime.InteropServices;

namespace Slug.Build.Tests;

/// <summary>The settings reach the C runtime, where libgomp looks for them. By itself: the environment is the whole process's.</summary>
[CollectionDefinition(nameof(NativeTuningTests), DisableParallelization = true)]
[Collection(nameof(NativeTuningTests))]
public class NativeTuningTests
{
    [Fact]
    public void OpenMP_settings_stand_in_the_native_environment()
    {
        NativeTuning.Apply();
        foreach (var (name, value) in NativeTuning.OpenMp)
        {
            var expected = Environment.GetEnvironmentVariable(name) ?? value;
            Assert.Equal(expected, Marshal.PtrToStringUTF8(NativeEnvironment(name)));
        }
    }

    [Theory]
    [InlineData("build.sh", "MALLOC_MMAP_THRESHOLD_:-{0}}", "MALLOC_TRIM_THRESHOLD_:-{0}}")]
    [InlineData("build.ps1", "MALLOC_MMAP_THRESHOLD_ = '{0}'", "MALLOC_TRIM_THRESHOLD_ = '{0}'")]
    public void The_scripts_set_the_same_limits(string script, string block, string heap)
    {
        var text = File.ReadAllText(Path.Combine(Repository.Root, script));
        Assert.Contains(block.Replace("{0}", NativeTuning.LargestKeptBlock.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal), text, StringComparison.Ordinal);
        Assert.Contains(heap.Replace("{0}", NativeTuning.KeptBytes.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal), text, StringComparison.Ordinal);
    }

    [DllImport("libc", EntryPoint = "getenv")]
    private static extern nint NativeEnvironment([MarshalAs(UnmanagedType.LPUTF8Str)] string name);
}
