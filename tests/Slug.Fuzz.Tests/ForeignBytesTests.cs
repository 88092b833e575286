using Slug.Basics;
using Slug.Fuzz.Tests.Readers;

namespace Slug.Fuzz.Tests;

/// <summary>Every reader of foreign bytes, with damaged inputs: in a process of its own, since an overflowing stack ends one.</summary>
public sealed class ForeignBytesTests
{
    // Over 20 000 in all; SLUG_TEST_FUZZ asks for more.
    private static readonly int Inputs = int.TryParse(Environment.GetEnvironmentVariable("SLUG_TEST_FUZZ"), out var asked) ? asked : 22_000;

    /// <summary>The readers' names.</summary>
    public static TheoryData<string> Names => [.. ForeignReader.All().Select(reader => reader.Name)];

    [Fact]
    public async Task Damaged_inputs_meet_documented_errors_within_bounds_of_time_and_memory()
    {
        // What a header claims must not be taken at its word: the runtime gets no more than this.
        var start = new ChildStart("dotnet", [typeof(ForeignBytesTests).Assembly.Location, $"--inputs={Inputs}"]) { Environment = new Dictionary<string, string> { ["DOTNET_GCHeapHardLimit"] = "0x60000000" } };
        var ended = await ChildProcess.RunAsync(start, CancellationToken.None);
        Assert.True(ended.ExitCode == 0, $"exit code {ended.ExitCode}\n{ended.Output}\n{ended.Errors}");
        Assert.Contains(", 0 findings,", ended.Output, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Sound_inputs_are_read_or_refused_as_documented(string name)
    {
        var reader = ForeignReader.All().Single(candidate => candidate.Name == name);
        var folder = Directory.CreateTempSubdirectory("slug-fuzz-seeds-").FullName;
        var read = 0;
        foreach (var seed in reader.Seeds)
        {
            var path = Path.Combine(folder, reader.FileName);
            File.WriteAllBytes(path, seed);
            try
            {
                reader.Read(path);
                read++;
            }
            catch (Exception refused) when (reader.Documented.Any(type => type.IsInstanceOfType(refused)))
            {
                // Seeds of several kinds go to all readers of a family.
            }
        }
        Directory.Delete(folder, recursive: true);
        Assert.True(read > 0 || name is "cards" or "lists" or "emoji-json" or "merges" or "shard-index" or "yaml", $"no seed of {name} is read");
    }

    [Fact]
    public void An_input_is_the_same_for_the_same_seed_and_number()
    {
        foreach (var reader in ForeignReader.All())
        {
            using var first = new Fuzzing(reader, 7, "unused");
            using var second = new Fuzzing(reader, 7, "unused");
            Assert.Equal(first.Make(3), second.Make(3));
        }
    }
}
