using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Slug.Pipeline.Stages;

namespace Slug.Pipeline.TestHost;

/// <summary>A small graph with everything that real ones have: files and folders in and out, fan-out, fan-in, shared objects, published results.</summary>
/// <param name="Pause">How long a step waits between two of its writes, to give a kill time to fall there.</param>
/// <param name="Witness">A folder that gets a file for every step that really runs, named after it up to a '~'; null for none.</param>
/// <param name="Gate">A file that the first step waits for, with its lock held; null for none.</param>
public sealed record SyntheticGraph(TimeSpan Pause, string? Witness = null, string? Gate = null)
{
    /// <summary>The steps.</summary>
    public IReadOnlyList<Step> Steps()
    {
        var make = Make();
        var parts = Enumerable.Range(0, 4).Select(i => Part(i, make)).ToList();
        var join = Join(parts);
        return [make, .. parts, join, Report(join, parts)];
    }

    private Step Make() => new()
    {
        Stage = "Make",
        Version = 1,
        Parameters = new { Files = 12, Seed = 7 },
        Outputs = [new OutputSpec("shards", ArtifactKind.Folder)],
        Run = async context =>
        {
            Testify("Make");
            while (Gate is not null && !File.Exists(Gate))
                await Task.Delay(10, context.Cancellation).ConfigureAwait(false);
            for (var i = 0; i < 12; i++)
            {
                await WriteAsync(Path.Combine(context.Output("shards"), $"{i % 3}", $"{i:00}.bin"), $"shard {i}", 20_000).ConfigureAwait(false);
                context.Progress(i + 1, 12, "shards");
            }
        },
    };

    private Step Part(int index, Step make) => new()
    {
        Stage = "Part",
        Subject = index.ToString(CultureInfo.InvariantCulture),
        Version = 1,
        Parameters = new { Index = index },
        Inputs = new Dictionary<string, ArtifactSource> { ["shards"] = make.Output("shards") },
        Outputs = [new OutputSpec("part.bin") { PublishAs = $"parts/{index}.bin" }, new OutputSpec("common.txt")],
        Run = async context =>
        {
            Testify($"Part/{index}");
            var digest = string.Concat(Directory.GetFiles(context.Input("shards"), "*", SearchOption.AllDirectories)
                .Order(StringComparer.Ordinal).Select(f => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(f)))));
            await WriteAsync(context.Output("part.bin"), $"{index} {digest}", 50_000).ConfigureAwait(false);
            await WriteAsync(context.Output("common.txt"), "the same in all parts", 100).ConfigureAwait(false);
        },
    };

    private Step Join(List<Step> parts) => new()
    {
        Stage = "Join",
        Version = 1,
        Parameters = new { },
        Inputs = parts.ToDictionary(p => p.Id, p => (ArtifactSource)p.Output("part.bin")),
        Outputs = [new OutputSpec("all.bin") { PublishAs = "all.bin" }],
        Run = async context =>
        {
            Testify("Join");
            await using var all = File.Create(context.Output("all.bin"));
            foreach (var part in parts)
            {
                await all.WriteAsync(await File.ReadAllBytesAsync(context.Input(part.Id)).ConfigureAwait(false)).ConfigureAwait(false);
                await Task.Delay(Pause).ConfigureAwait(false);
            }
        },
    };

    private Step Report(Step join, List<Step> parts) => new()
    {
        Stage = "Report",
        Version = 1,
        Parameters = new { },
        Inputs = new Dictionary<string, ArtifactSource> { ["all"] = join.Output("all.bin"), ["common"] = parts[2].Output("common.txt") },
        Outputs = [new OutputSpec("report", ArtifactKind.Folder) { PublishAs = "report" }],
        Run = async context =>
        {
            Testify("Report");
            var hash = Convert.ToHexString(SHA256.HashData(await File.ReadAllBytesAsync(context.Input("all")).ConfigureAwait(false)));
            for (var i = 0; i < 5; i++)
                await WriteAsync(Path.Combine(context.Output("report"), $"figure-{i}.txt"), $"{hash} {i}", 1000).ConfigureAwait(false);
        },
    };

    // Bytes that look random and depend on the seed alone, written in two halves with a pause between them.
    private async Task WriteAsync(string path, string seed, int length)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var bytes = new byte[length];
        var block = SHA256.HashData(Encoding.UTF8.GetBytes(seed));
        for (var at = 0; at < length; at += block.Length, block = SHA256.HashData(block))
            block.AsSpan(0, Math.Min(block.Length, length - at)).CopyTo(bytes.AsSpan(at));
        await using var file = File.Create(path);
        await file.WriteAsync(bytes.AsMemory(0, length / 2)).ConfigureAwait(false);
        await file.FlushAsync().ConfigureAwait(false);
        await Task.Delay(Pause).ConfigureAwait(false);
        await file.WriteAsync(bytes.AsMemory(length / 2)).ConfigureAwait(false);
    }

    // A file each: two processes that append to one at the same time overwrite each other's line.
    private void Testify(string step)
    {
        if (Witness is not null)
            File.WriteAllText(Path.Combine(Directory.CreateDirectory(Witness).FullName, $"{step.Replace('/', ' ')}~{Guid.NewGuid()}"), "");
    }
}
