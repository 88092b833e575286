using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Slug.Experiments.Tests.Diffusion;

namespace Slug.Build.Tests.Host;

/// <summary>SIGKILL of the host while it generates UnlearnCanvas' answer sets: what was kept stays, and the end is the same.</summary>
public sealed class GenerateKillTests : IDisposable
{
    // Pictures that are kept at a time.
    private const int Batch = 2;

    private readonly CanvasWorld _world = new();

    // CI asks for more in SLUG_TEST_KILLS; a few are enough to notice on a developer's machine that something broke.
    private static int Kills => int.TryParse(Environment.GetEnvironmentVariable("SLUG_TEST_KILLS"), CultureInfo.InvariantCulture, out var kills) ? Math.Min(kills, 20) : 4;

    private string Results => _world.Results("canvas");

    private string Whole => _world.In("whole");

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task Every_kill_loses_at_most_the_pictures_in_flight_and_the_table_is_the_same_byte_for_byte()
    {
        _world.AsRepository();
        _world.Options(_world.Config().Replace(
            "seeds: [188, 288], steps: 2", $"seeds: [{string.Join(", ", Enumerable.Range(1, 10 + (3 * Kills / 2)))}], steps: 6, batchSize: {Batch}", StringComparison.Ordinal));
        // What a request takes is in the table, so both ends begin at the same gradients and search.
        await Run("cache", "--target=Unlearn");
        Copy(_world.In("cache"), _world.In("cache-whole"));
        await Run("cache-whole");
        Directory.Move(Results, Whole);

        var random = new Random(1);
        var kept = new Dictionary<string, (byte[] Bytes, DateTime Written)>();
        var compared = 0;
        for (var kill = 0; kill < Kills; kill++)
        {
            using var host = Start("cache", "--target=Generate");
            // On this thread: a pipe that is read and a timer that is waited for take threads of a pool, of which a small machine has few.
            for (var (seen, more) = (Pictures().Length, random.Next(1, (3 * Batch) + 1)); !host.HasExited && Pictures() is var now && now.Length < seen + more; seen = Math.Min(seen, now.Length))
                Thread.Sleep(1);
            Thread.Sleep(TimeSpan.FromMilliseconds(4 * random.NextDouble()));
            Assert.False(host.HasExited, $"The pictures ended before kill {kill + 1}.");
            host.Kill(entireProcessTree: true);
            await host.WaitForExitAsync();
            // Nothing that was kept is made again.
            foreach (var (file, (bytes, written)) in kept.Where(k => Directory.Exists(Path.GetDirectoryName(k.Key))))
            {
                Assert.Equal(bytes, File.ReadAllBytes(file));
                Assert.Equal(written, File.GetLastWriteTimeUtc(file));
                compared++;
            }

            // A picture whose line the kill has torn off, or that is not written yet, is made again: one at most.
            var lines = Directory.GetFiles(_world.In("data/downloads"), "*.manifest.jsonl", SearchOption.AllDirectories).Sum(m => File.ReadAllText(m).Count(c => c == '\n'));
            var files = Pictures();
            Assert.InRange(files.Length - lines, 0, 1);
            kept = files.ToDictionary(f => f, f => (File.ReadAllBytes(f), File.GetLastWriteTimeUtc(f)));
            if (files.Length > lines) kept.Remove(kept.MaxBy(k => k.Value.Item2).Key);
        }

        Assert.True(compared > 0, "Nothing was kept from kill to kill.");
        await Run("cache");
        Assert.Equal(Digests(Whole, "answers"), Digests(Results, "answers"));
        var tables = Digests(Whole, "table.", "measures.", "evaluation");
        Assert.True(tables.Count > 5, string.Join('\n', tables));
        Assert.Equal(tables, Digests(Results, "table.", "measures.", "evaluation"));
        Assert.Empty(Directory.GetDirectories(_world.In("data/downloads"), "pictures-*"));
    }

    private string[] Pictures()
    {
        try
        {
            return Directory.Exists(_world.In("data/downloads")) ? Directory.GetFiles(_world.In("data/downloads"), "*.jpg", SearchOption.AllDirectories) : [];
        }
        catch (DirectoryNotFoundException)
        {
            // It went while it was read.
            return [];
        }
    }

    private Process Start(string cache, params string[] arguments) =>
        HostProcess.Start(_world.Folder, null, ["--config=config.yaml", $"--cache={_world.In(cache)}", "--device=cpu", "--threads=1", .. arguments]);

    private async Task Run(string cache, params string[] arguments)
    {
        using var host = Start(cache, arguments);
        var answer = await Shell.ReadAsync(host);
        Assert.True(answer.ExitCode == 0, answer.Output + answer.Error);
    }

    private static List<string> Digests(string folder, params string[] beginnings) =>
    [
        .. Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(folder, f)).Where(f => beginnings.Any(b => f.StartsWith(b, StringComparison.Ordinal))).Order(StringComparer.Ordinal)
            .Select(f => $"{f} {Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(folder, f))))}"),
    ];

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var folder in Directory.GetDirectories(from, "*", SearchOption.AllDirectories)) Directory.CreateDirectory(Path.Combine(to, Path.GetRelativePath(from, folder)));
        foreach (var file in Directory.GetFiles(from, "*", SearchOption.AllDirectories)) File.Copy(file, Path.Combine(to, Path.GetRelativePath(from, file)));
    }
}
