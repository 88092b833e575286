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

    [DllImport("libc", EntryPoint = "getenv")]
    private static extern nint NativeEnvironment([MarshalAs(UnmanagedType.LPUTF8Str)] string name);
}
