using Slug.Build.Parity;
using Slug.Models.Parity;

namespace Slug.Build.Tests.Parity;

/// <summary>What the Parity task prints.</summary>
public class ParityTableTests
{
    private static readonly (string, ParityRow) Good = ("clip", new ParityRow("image features", 1.25e-7, 3e-7, 1e-5));
    private static readonly (string, ParityRow) Bad = ("clip", new ParityRow("forget gradient", 0.5, double.NaN, 1e-4));
    private static readonly (string, ParityRow) Exact = ("tokenizer.json", new ParityRow("ids of 20 texts", 0, 0, 0));

    [Fact]
    public void Says_that_all_is_well()
    {
        var output = new StringWriter();
        Assert.True(ParityTable.Print([Good, Exact], output));
        GoldenFiles.Matches("parity-within.txt", output.ToString());
    }

    [Fact]
    public void Marks_what_is_beyond()
    {
        var output = new StringWriter();
        Assert.False(ParityTable.Print([Good, Bad, Exact], output));
        GoldenFiles.Matches("parity-beyond.txt", output.ToString());
    }
}
