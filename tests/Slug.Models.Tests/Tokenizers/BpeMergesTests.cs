using Slug.Models.Tokenizers;

namespace Slug.Models.Tests.Tokenizers;

public class BpeMergesTests
{
    [Fact]
    public void Refuses_a_malformed_line_naming_it()
    {
        var lines = GoldenFiles.Unpacked("merges.txt.gz").Split('\n');
        lines[4] = "three words here";
        var error = Assert.Throws<InvalidDataException>(() => BpeMerges.FromMergesText(string.Join('\n', lines)));
        Assert.Contains("Line 5", error.Message);
    }
}
