using System.Diagnostics;
using Slug.Experiments.Tests.MiniatureWorld;
using Slug.Pipeline.Configuration;

namespace Slug.Experiments.Tests.Data;

/// <summary>What stands in place of a file is refused at once, before anything opens it.</summary>
public sealed class PipesAndPointersTests
{
    [Theory]
    [InlineData("celeba-identities")]
    [InlineData("laion-metadata")]
    public async Task A_named_pipe_is_refused_at_once(string download)
    {
        if (OperatingSystem.IsWindows()) return;
        await using var world = await World.OfAsync("laion", "celeba");
        var pipe = Path.Combine(world.Folder, "pipe");
        using (var made = Process.Start("mkfifo", pipe)!) await made.WaitForExitAsync();
        var loading = Task.Run(() => Record.Exception(() => Load(world, download, pipe)));
        var failure = await loading.WaitAsync(TimeSpan.FromSeconds(60));
        Assert.Contains("it is a pipe or a device", Assert.IsType<ConfigurationException>(failure).Message);
    }

    [Fact]
    public async Task A_named_pipe_as_checkpoint_is_refused_at_once()
    {
        if (OperatingSystem.IsWindows()) return;
        await using var world = await World.OfAsync("laion", "celeba");
        var pipe = Path.Combine(world.Folder, "pipe");
        using (var made = Process.Start("mkfifo", pipe)!) await made.WaitForExitAsync();
        world.Set("model.checkpoint", pipe);
        var loading = Task.Run(() => Record.Exception(() => world.Load()));
        Assert.Contains("it is a pipe or a device", Assert.IsType<ConfigurationException>(await loading.WaitAsync(TimeSpan.FromSeconds(60))).Message);
    }

    [Fact]
    public async Task A_git_lfs_pointer_is_told_before_anything_runs()
    {
        await using var world = await World.OfAsync("laion", "celeba");
        var pointer = Path.Combine(world.Folder, "part.parquet");
        await File.WriteAllTextAsync(pointer, "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 605157884\n");
        Load(world, "laion-metadata", pointer);
        Assert.Contains(world.Load().MissingFiles, p => p.Message.Contains("it is a Git LFS pointer: fetch the file with git lfs pull", StringComparison.Ordinal));
    }

    private static void Load(World world, string download, string path)
    {
        world.Set($"download.{download}.file", path);
        world.Set($"download.{download}.sha256", "null");
        world.Set($"download.{download}.size", "null");
        world.Load();
    }
}
