using System.Globalization;
using Slug.Pipeline.Execution;
using Slug.Pipeline.Files;
using Slug.Pipeline.Maintenance;
using Slug.Pipeline.Store;
using Slug.Pipeline.TestHost;

namespace Slug.Pipeline.Tests.Execution;

/// <summary>
/// Single flipped bits anywhere in cache and results: half with the times put back, half with a file system that reports nothing changed at all. After
/// each, a run ends well, and the results are the very same bytes.
/// </summary>
public sealed class BitFlipTests
{
    // The CI tier asks for 1,000 in SLUG_TEST_FLIPS; a few are enough to notice on a developer's machine that something broke.
    private static int Flips =>
        int.TryParse(Environment.GetEnvironmentVariable("SLUG_TEST_FLIPS"), CultureInfo.InvariantCulture, out var flips) ? flips : 100;

    private static readonly string[] Stages = ["Make", "Part", "Join", "Report"];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AFlippedBitNeverLeadsToAWrongResult(bool nothingSeemsChanged)
    {
        using var bed = new Bed(inMemory: true);
        var steps = new SyntheticGraph(TimeSpan.Zero).Steps().ToArray();
        await bed.Run(steps);
        var expected = StoreAudit.Results(bed.Results);
        var stats = new FrozenStats();
        var random = new Random(nothingSeemsChanged ? 1 : 2);
        var repaired = 0;
        for (var flip = 0; flip < Flips / 2; flip++)
        {
            var path = Choose(bed, random);
            if (nothingSeemsChanged)
                stats.Freeze(bed.Root);
            Damage.FlipBit(path, random.NextInt64(8 * new FileInfo(path).Length), restoreTime: true);
            // A step that is forced reads what it would else not look at.
            var force = random.Next(2) == 0 ? new[] { Stages[random.Next(Stages.Length)] } : [];
            bed.Reporter.Events.Clear();
            var reports = await bed.Run(nothingSeemsChanged ? stats : SystemFileStats.Instance, force, steps);
            repaired += reports.Any(r => r.Outcome == Slug.Pipeline.Progress.StepOutcome.Ran) ? 1 : 0;
            Assert.True(expected == StoreAudit.Results(bed.Results), $"after flip {flip} in {path}, forced {string.Join(' ', force)}");
        }
        Assert.InRange(repaired, Flips / 8, Flips / 2);

        // What nobody has read since is found at last.
        using (var workspace = new Workspace(bed.Cache, TimeProvider.System))
            StoreVerifier.Verify(workspace);
        await bed.Run(steps);
        StoreAudit.AssertIntact(new CacheLayout(bed.Cache));
        Assert.Equal(expected, StoreAudit.Results(bed.Results));
    }

    private static string Choose(Bed bed, Random random)
    {
        string[] places = ["cache/cas", "cache/ac", "cache", "cache/experiments", "cache/trees", "results/exp"];
        while (true)
        {
            var place = places[random.Next(places.Length)];
            var files = Directory.GetFiles(Path.Combine(bed.Root, place), "*", place == "cache" ? SearchOption.TopDirectoryOnly : SearchOption.AllDirectories)
                .Where(f => new FileInfo(f).Length > 0 && !f.Contains("/logs/")).Order(StringComparer.Ordinal).ToArray();
            if (files.Length > 0)
                return files[random.Next(files.Length)];
        }
    }
}
