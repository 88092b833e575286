using Slug.Models.Parity;
using Slug.Models.Tokenizers;

namespace Slug.Models.Tests.Parity;

public class TokenizerParityTests
{
    [Fact]
    public void The_reference_is_met()
    {
        var rows = TokenizerParity.Run(GoldenFiles.Path("tokenizer.json"), new ClipTokenizer(BpeMerges.FromMergesText(GoldenFiles.Unpacked("merges.txt.gz"))));
        Assert.Equal(3, rows.Count);
        Assert.All(rows, row => Assert.True(row.Passed, row.ToString()));
    }

    [Fact]
    public void A_different_id_is_named_with_its_text()
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, """{"context_length":4,"start":49406,"end":49407,"cases":[{"text":"a cat","ids":[320,1],"padded":[49406,320,2368,49407]}]}""");
            var rows = TokenizerParity.Run(file, new ClipTokenizer(BpeMerges.FromMergesText(GoldenFiles.Unpacked("merges.txt.gz"))));
            Assert.False(rows[1].Passed);
            Assert.Contains("'a cat'", rows[1].Quantity);
            Assert.True(rows[2].Passed);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
