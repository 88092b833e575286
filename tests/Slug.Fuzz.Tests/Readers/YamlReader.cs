using System.Text;
using Slug.Experiments;
using Slug.Experiments.Configuration;
using Slug.Pipeline.Configuration;

namespace Slug.Fuzz.Tests.Readers;

/// <summary>A config, read, bound and checked as before a run.</summary>
internal sealed class YamlReader : ForeignReader
{
    public override string Name => "yaml";

    public override int Percent => 50;

    public override string FileName => "config.yaml";

    public override IReadOnlyList<Type> Documented => [typeof(ConfigurationException)];

    // A config of 100 000 values, and the check of all the points of a sweep.
    public override long FreeBytes => 64 << 20;

    public override int BytesPerByte => 1000;

    public override IReadOnlyList<byte[]> Tokens => Texts(
        "<<: *a\n", "&a ", "*a", "[", "]", "{", "}", "- ", ": ", "? ", "|\n", ">\n", "\t", "--- \n", "...\n", "!!binary ", "!<tag:x> ", "%YAML 1.2\n", "#", "'", "\"", "\\x41", ".nan", ".inf", "-.inf", "~", "null", "extends: config.yaml\n", "extends: /etc/passwd\n",
        "sweep:\n", "seed: [1, 1]\n", "\uFEFF", "\u2028", "a: &a [*a, *a]\n", "0x7fffffffffffffff", "1e999", "concepts: []\n", "file: /dev/zero\n", "url: http://[::1\n", "path: \"*/../**\"\n");

    public override void Read(string path) =>
        _ = ExperimentLoader.LoadAll(new RunOptions { RepositoryRoot = Path.Combine(AppContext.BaseDirectory, "Seeds"), ConfigPath = path, Device = "cpu" });

    protected override IEnumerable<byte[]> MakeSeeds() =>
    [
        .. Files("configs", "*.yaml").Where(config => !Encoding.UTF8.GetString(config).Contains("extends:", StringComparison.Ordinal)),
        .. Texts("a: &a [1, 2]\nb: *a\nc: {<<: {d: 1}}\ne: |\n  text\n  more\nf: >-\n  folded\ng: 'x''y'\nh: \"\\u0041\"\n", "sweep:\n  points:\n    seed: [1, 2]\nexperiment: x\n"),
    ];
}
