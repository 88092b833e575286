using Slug.Experiments.Loading;

namespace Slug.Experiments.Tests.Loading;

public sealed class KeyReferenceTests
{
    private static readonly string Path = System.IO.Path.Combine(Repository.Root, "docs", "keys.md");

    /// <summary>With SLUG_WRITE_DOCS=1 in the environment it writes the file.</summary>
    [Fact]
    public void The_reference_in_docs_is_what_the_option_records_say()
    {
        var reference = KeyReference.Markdown();
        if (Environment.GetEnvironmentVariable("SLUG_WRITE_DOCS") == "1") File.WriteAllText(Path, reference);
        Assert.True(File.ReadAllText(Path) == reference, "docs/keys.md is out of date; SLUG_WRITE_DOCS=1 ./build.sh --target=Test --filter KeyReference writes it");
    }

    [Theory]
    [InlineData("| `evaluations` | `10` | 1 to 100 | Evaluations per layer. |")]
    [InlineData("| `match` | `words` | `substring`, `words` |")]
    [InlineData("| `concepts` | required | at least 1; at most 1000 |")]
    [InlineData("## `download.NAME`")]
    public void It_tells_defaults_ranges_and_meanings(string line) => Assert.Contains(line, KeyReference.Markdown());
}
