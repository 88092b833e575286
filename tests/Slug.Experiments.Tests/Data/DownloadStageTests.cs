using System.Security.Cryptography;
using Slug.Experiments.Data;
using Slug.Experiments.Tests.MiniatureWorld;
using Slug.Pipeline.Execution;

namespace Slug.Experiments.Tests.Data;

public sealed class DownloadStageTests
{
    private const string Download = "celeba-identities";

    [Fact]
    public async Task An_unpinned_file_is_taken_and_its_sum_told()
    {
        await using var world = await World.OfAsync("celeba");
        var content = "some file"u8.ToArray();
        world.Replace(Download, "list.txt", content, pinned: false);
        var (text, log) = await FetchAsync(world);
        Assert.Equal("some file", text);
        Assert.Contains($"unpinned: nobody has vouched for this file. To pin it, set download.{Download}.sha256: {Convert.ToHexStringLower(SHA256.HashData(content))}", log);
    }

    [Fact]
    public async Task A_web_page_is_not_taken_for_a_file()
    {
        await using var world = await World.OfAsync("celeba");
        world.Replace(Download, "list.txt", "\n<!DOCTYPE HTML><html><body>Please log in</body></html>"u8.ToArray(), pinned: false);
        for (var run = 0; run < 2; run++)
        {
            var failure = await Assert.ThrowsAsync<StepFailedException>(() => FetchAsync(world));
            Assert.Contains("sent a web page instead of the file", failure.Message);
            Assert.Contains($"download.{Download}.file", failure.Message);
        }
    }

    [Fact]
    public async Task A_mirror_is_asked_where_the_first_address_is_dead()
    {
        await using var world = await World.OfAsync("celeba");
        var content = "some file"u8.ToArray();
        world.Replace(Download, "list.txt", content);
        var mirror = world.Overrides.Single(o => o.StartsWith($"download.{Download}.url=", StringComparison.Ordinal)).Split('=')[1];
        world.Set($"download.{Download}.url", new Uri(new Uri(mirror), "/gone/list.txt").AbsoluteUri);
        world.Set($"download.{Download}.mirrors", $"['{mirror}']");
        Assert.Equal("some file", (await FetchAsync(world)).Text);
    }

    [Fact]
    public async Task A_dead_address_is_an_error_that_says_what_to_do()
    {
        await using var world = await World.OfAsync("celeba");
        var any = world.Overrides.Single(o => o.StartsWith($"download.{Download}.url=", StringComparison.Ordinal)).Split('=')[1];
        world.Set($"download.{Download}.url", new Uri(new Uri(any), "/gone/list.txt").AbsoluteUri);
        var failure = await Assert.ThrowsAsync<StepFailedException>(() => FetchAsync(world));
        Assert.Contains("list.txt could not be fetched", failure.Message);
        Assert.Contains("put the file at " + Path.Combine(world.Folder, "data", "downloads", Download), failure.Message);
    }

    [Fact]
    public async Task A_file_of_this_machine_is_checked_where_it_has_a_sum_and_stays_as_it_is()
    {
        await using var world = await World.OfAsync("celeba");
        var mine = Path.Combine(world.Folder, "mine.txt");
        await File.WriteAllTextAsync(mine, "my file");
        world.Set($"download.{Download}.file", mine);
        world.Set($"download.{Download}.sha256", Convert.ToHexStringLower(SHA256.HashData("my file"u8)));
        Assert.Equal("my file", (await FetchAsync(world)).Text);
        await File.AppendAllTextAsync(mine, " was changed");
        var failure = await Assert.ThrowsAsync<StepFailedException>(() => FetchAsync(world));
        Assert.Contains("is pinned for 'celeba-identities'", failure.Message);
    }

    private static async Task<(string Text, string Log)> FetchAsync(World world)
    {
        var experiment = world.Load();
        var step = experiment.Step($"Download/{Download}");
        var (_, pathOf) = await world.RunAsync([step], experiment);
        return (await File.ReadAllTextAsync(pathOf(step.Output(DownloadStage.Fetched))), world.LogOf(experiment, step));
    }
}
