using System.Text.Json;
using Slug.Experiments.Clip.Stages;
using Slug.Experiments.Tests.MiniatureWorld;
using Slug.Models.Checkpoints;
using Slug.Pipeline.Execution;
using static TorchSharp.torch;

namespace Slug.Experiments.Tests.Data;

/// <summary>A checkpoint in several files whose index is given by its address.</summary>
public sealed class ShardedDownloadTests
{
    private const string Download = "download.checkpoint";

    [Fact]
    public async Task An_index_by_url_brings_its_shards_and_imports_as_the_whole_file_does()
    {
        await using var world = await World.OfAsync("celeba", "laion", "model");
        var whole = await ImportAsync(world);
        var address = await ShardAsync(world, whole, served: 2);
        Use(world, address);
        var sharded = await ImportAsync(world);
        Assert.Equal(await File.ReadAllBytesAsync(whole), await File.ReadAllBytesAsync(sharded));
    }

    [Fact]
    public async Task A_shard_that_the_server_lacks_is_named()
    {
        await using var world = await World.OfAsync("celeba", "laion", "model");
        Use(world, await ShardAsync(world, await ImportAsync(world), served: 1));
        var failure = await Assert.ThrowsAsync<StepFailedException>(() => ImportAsync(world));
        Assert.Contains("model-00002-of-00002.safetensors could not be fetched", failure.Message);
    }

    [Fact]
    public async Task An_index_that_is_none_is_told()
    {
        await using var world = await World.OfAsync("celeba", "laion", "model");
        Use(world, world.Serve("other/model.safetensors.index.json", "{\"metadata\": {}}"u8.ToArray()));
        var failure = await Assert.ThrowsAsync<StepFailedException>(() => ImportAsync(world));
        Assert.Contains("model.safetensors.index.json is no index of a sharded checkpoint", failure.Message);
    }

    // Splits the imported model, in the layout that it came in, into two files with an index.
    private static async Task<string> ShardAsync(World world, string model, int served)
    {
        using var scope = NewDisposeScope();
        using var file = SafetensorsFile.Open(model);
        var map = new Dictionary<string, string>();
        var half = file.Entries.Count / 2;
        foreach (var (i, entries) in new[] { file.Entries.Take(half), file.Entries.Skip(half) }.Index())
        {
            var name = $"model-0000{i + 1}-of-00002.safetensors";
            var path = Path.Combine(world.Folder, name);
            SafetensorsWriter.Write(path, entries.Select(e => KeyValuePair.Create(e.Name, file.Load(e.Name))));
            foreach (var entry in entries) map[entry.Name] = name;
            if (i < served) world.Serve($"sharded/{name}", await File.ReadAllBytesAsync(path));
        }

        return world.Serve("sharded/model.safetensors.index.json", JsonSerializer.SerializeToUtf8Bytes(new { weight_map = map }));
    }

    private static void Use(World world, string address)
    {
        world.Set($"{Download}.url", address);
        world.Set($"{Download}.file", "null");
        world.Set($"{Download}.mirrors", "[]");
        world.Set($"{Download}.size", "null");
        world.Set($"{Download}.sha256", "null");
    }

    private static async Task<string> ImportAsync(World world)
    {
        var experiment = world.Load();
        var step = experiment.Step("Pretrain");
        var (_, pathOf) = await world.RunAsync([step], experiment);
        return pathOf(step.Output(PretrainStage.Model));
    }
}
