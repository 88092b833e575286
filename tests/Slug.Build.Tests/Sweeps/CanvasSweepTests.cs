using Slug.Build.Tests.Host;
using Slug.Experiments.Tests.Diffusion;

namespace Slug.Build.Tests.Sweeps;

/// <summary>Requests of both kinds as a sweep in UnlearnCanvas' miniature world, through the built host.</summary>
public sealed class CanvasSweepTests : IDisposable
{
    private readonly CanvasWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task Requests_of_both_kinds_share_what_they_can_and_end_in_a_table_of_each_beside_the_published_rows()
    {
        _world.AsRepository();
        _world.Options(_world.Config() + """

            published:
              - { method: esd, of: style, measures: { ua: 98.58, ira: 80.97, cra: 93.96 }, seconds: 6163 }
              - { method: esd, of: object, measures: { ua: 92.15, ira: 55.78, cra: 44.23 }, seconds: 6163 }
            estimates:
              Generate: { secondsPerPicture: 60, miBPerPicture: 1024 }
            sweep:
              grid:
                unlearn.concepts: [[Pop_Art], [Van_Gogh], [Dogs]]
            """);
        // 12 pictures of the original, once, and 12 of each of three requests.
        var status = await RunAsync("--target=Status");
        Assert.Contains("pictures to generate: 48, with 4 models", status, StringComparison.Ordinal);
        Assert.Matches(@"\n  Generate +48 GiB +48 min", status);
        status = await RunAsync("--target=Status", "--set", "generate.seeds=[188]");
        Assert.Contains("pictures to generate: 24, with 4 models", status, StringComparison.Ordinal);

        await RunAsync("--target=Sweep", "--set", "generate.seeds=[188]");
        foreach (var (kind, requests) in new[] { ("style", 2), ("object", 1) })
        {
            var table = File.ReadAllText(Path.Combine(_world.Results("canvas"), $"{kind}.md"));
            Assert.Contains($"{kind}: {requests} of {requests} requests have a result.", table, StringComparison.Ordinal);
            Assert.Matches(@"\| esd +\|[^\n]*published", table);
            Assert.Matches(@"\| slug +\|", table);
            foreach (var form in new[] { "csv", "json", "tex" }) Assert.True(new FileInfo(Path.Combine(_world.Results("canvas"), $"{kind}.{form}")).Length > 200, form);
            Assert.True(File.Exists(Path.Combine(_world.Results("canvas"), "figures", $"unlearning-balance-{kind}.png")));
        }

        status = await RunAsync("--target=Status", "--set", "generate.seeds=[188]");
        Assert.DoesNotContain("pictures to generate", status, StringComparison.Ordinal);
        Assert.True(status.Contains("3 points, all fresh", StringComparison.Ordinal), status);
        // A further request makes its own pictures alone.
        status = await RunAsync("--target=Status", "--set", "generate.seeds=[188]", "--set", "sweep.grid={ unlearn.concepts: [[Pop_Art], [Cats]] }");
        Assert.Contains("pictures to generate: 6, with 1 model\n", status, StringComparison.Ordinal);
    }

    private async Task<string> RunAsync(params string[] arguments)
    {
        using var host = HostProcess.Start(_world.Folder, null, ["--config=config.yaml", $"--cache={_world.In("cache")}", "--device=cpu", .. arguments]);
        var answer = await Shell.ReadAsync(host, SweepTree.Patience);
        Assert.True(answer.ExitCode == 0, answer.Output + answer.Error);
        return answer.Output;
    }
}
