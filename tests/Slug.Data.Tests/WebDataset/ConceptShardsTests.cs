using Slug.Data.WebDataset;

namespace Slug.Data.Tests.WebDataset;

public sealed class ConceptShardsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string[] _shards;

    public ConceptShardsTests()
    {
        // Two shards with the same keys, as crawls have them.
        _shards = [_folder.File("0.tar"), _folder.File("1.tar")];
        foreach (var (number, path) in _shards.Index())
        {
            using var writer = new TarShardWriter(path);
            for (var i = 0; i < 30; i++)
                writer.Write(TarSample.ImageText($"{i:D3}", "png", [(byte)number, (byte)i], (i % 3) switch
                {
                    0 => $"a tiger face {number} {i}",
                    1 => $"a rocket {number} {i}",
                    _ => $"a lemon {number} {i}",
                }));
            writer.Complete();
        }
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_forget_set_holds_the_first_matches_of_all_shards()
    {
        Assert.Equal(20, ConceptShards.WriteForget(_shards, new CaptionMatcher("tiger face"), 50, _folder.File("f.tar")));
        Assert.Equal(12, ConceptShards.WriteForget(_shards, new CaptionMatcher("tiger face"), 12, _folder.File("g.tar")));
        var samples = TarShardReader.Read(_folder.File("g.tar")).ToArray();
        Assert.Equal(12, samples.Length);
        Assert.All(samples, sample => Assert.Contains("tiger face", sample.Caption));
        Assert.Equal("a tiger face 1 3", samples[11].Caption);
        Assert.Equal([1, 3], samples[11].Image);
    }

    [Fact]
    public void No_match_leaves_no_file()
    {
        Assert.Equal(0, ConceptShards.WriteForget(_shards, new CaptionMatcher("zebra"), 5, _folder.File("f.tar")));
        Assert.Equal(2, Directory.GetFiles(_folder.Path).Length);
    }

    [Fact]
    public void A_forget_set_that_is_too_small_is_an_error_that_says_what_was_found()
    {
        int Write(string phrase) => ConceptShards.WriteForget(
            _shards, new CaptionMatcher(phrase), 50, _folder.File("f.tar"), minimum: ConceptShards.SmallestForgetSet);
        Assert.Contains("No caption names 'zebra' among 60 pairs", Assert.Throws<InvalidDataException>(() => Write("zebra")).Message);
        Assert.Contains("Only 5 captions name 'rocket 1 1'", Assert.Throws<InvalidDataException>(() => Write("rocket 1 1")).Message);
        Assert.Contains("Only 1 caption names 'rocket 1 10'", Assert.Throws<InvalidDataException>(() => Write("rocket 1 10")).Message);
        Assert.Equal(2, Directory.GetFiles(_folder.Path).Length);
        Assert.Equal(20, Write("rocket"));
    }

    [Fact]
    public void The_test_set_is_a_seeded_sample_of_its_own()
    {
        var captions = Captions();
        Assert.Equal(15, captions.Count);
        Assert.Equal(captions, Captions());
        ConceptShards.WriteRetain(_shards, 15, 1, _folder.File("r.tar"));
        Assert.NotEqual(captions, TarShardReader.Read(_folder.File("r.tar")).Select(s => s.Caption));

        List<string?> Captions() => [.. ConceptShards.TestSample(_shards, 15, 1).Select(s => s.Caption)];
    }

    [Fact]
    public void Pairs_without_words_are_sampled_for_no_set()
    {
        using (var writer = new TarShardWriter(_folder.File("blank.tar")))
        {
            for (var i = 0; i < 6; i++) writer.Write(TarSample.ImageText($"{i}", "png", [1], i % 2 == 0 ? " \n" : $"words {i}"));
            writer.Complete();
        }

        Assert.Equal(["words 1", "words 3", "words 5"], ConceptShards.TestSample([_folder.File("blank.tar")], 6, 1).Select(s => s.Caption));
        Assert.Equal(3, ConceptShards.WriteRetain([_folder.File("blank.tar")], 6, 1, _folder.File("r.tar")));
    }

    [Fact]
    public void A_torn_shard_gives_its_pairs_before_the_tear_and_is_counted()
    {
        var bytes = File.ReadAllBytes(_shards[1]);
        File.WriteAllBytes(_shards[1], bytes[..(bytes.Length / 2)]);
        var report = new ShardReadReport();
        var pairs = ConceptShards.WriteForget(_shards, new CaptionMatcher("rocket"), 50, _folder.File("f.tar"), report);
        Assert.InRange(pairs, 11, 19);
        Assert.Equal(1, report.TornShards);
    }

    [Fact]
    public void The_retain_set_repeats_nothing_and_follows_the_seed()
    {
        Assert.Equal(15, ConceptShards.WriteRetain(_shards, 15, 1, _folder.File("r.tar")));
        ConceptShards.WriteRetain(_shards, 15, 1, _folder.File("again.tar"));
        ConceptShards.WriteRetain(_shards, 15, 2, _folder.File("other.tar"));
        var captions = TarShardReader.Read(_folder.File("r.tar")).Select(sample => sample.Caption).ToArray();
        Assert.Equal(15, captions.Distinct().Count());
        Assert.Equal(File.ReadAllBytes(_folder.File("r.tar")), File.ReadAllBytes(_folder.File("again.tar")));
        Assert.NotEqual(File.ReadAllBytes(_folder.File("r.tar")), File.ReadAllBytes(_folder.File("other.tar")));
    }

    [Fact]
    public void A_retain_set_larger_than_the_data_takes_all() =>
        Assert.Equal(60, ConceptShards.WriteRetain(_shards, 1000, 1, _folder.File("r.tar")));
}
