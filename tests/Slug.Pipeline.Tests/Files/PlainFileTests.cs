using System.Diagnostics;
using Slug.Pipeline.Configuration;
using Slug.Pipeline.Files;
using Slug.Pipeline.Planning;
using Slug.Pipeline.Stages;
using Slug.Pipeline.Tests.Execution;

namespace Slug.Pipeline.Tests.Files;

/// <summary>A pipe in the place of a file is refused at once, wherever it stands, and never opened: that might wait for ever.</summary>
public sealed class PlainFileTests : IDisposable
{
    private readonly Bed _bed = new();

    public void Dispose() => _bed.Dispose();

    private string Pipe(string name)
    {
        var path = Path.Combine(_bed.Root, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var process = Process.Start("mkfifo", [path]);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return path;
    }

    [Fact]
    public void ConfigsThatArePipesOrFoldersAreNamed()
    {
        Assert.Contains("it is a pipe or a device", Problem(Pipe("config.yaml")));
        Assert.Contains("it is a folder; name a file", Problem(_bed.Root));
        Assert.Contains("it is a pipe or a device", Problem("/dev/null"));
        static string Problem(string path) => Assert.Single(Assert.Throws<ConfigurationException>(() => ConfigReader.Read(path, [])).Problems).ToString();
    }

    [Fact]
    public void ASourceThatIsAPipeIsAMistakeInThePlan()
    {
        var pipe = Pipe("list");
        var problem = Assert.Throws<PlanException>(() => _bed.Plan(_bed.Step("Read", inputs: new() { ["list"] = new SourcePath("list") })));
        Assert.Contains(pipe, problem.Message);
        Assert.Contains("it is a pipe or a device", problem.Message);
    }

    [Fact]
    public void AConfigThatExtendsAPipeOrALinkThatLeadsNowhereIsNamedWithItsLine()
    {
        var config = Path.Combine(_bed.Root, "c.yaml");
        foreach (var (name, reason) in new[] { (Pipe("pipe.yaml"), "it is a pipe or a device"), (Link("loop.yaml", "loop.yaml"), "which leads nowhere"), (Link("lost.yaml", "nowhere.yaml"), "it is a link to nowhere.yaml, where nothing is") })
        {
            File.WriteAllText(config, $"seed: 1\nextends: {name}\n");
            var problem = Assert.Single(Assert.Throws<ConfigurationException>(() => ConfigReader.Read(config, [])).Problems);
            Assert.Equal((config, 2), (problem.Origin.Source, problem.Origin.Line));
            Assert.Contains(reason, problem.Message);
        }
    }

    [Fact]
    public void ALinkThatLeadsNowhereIsNeitherFileNorFolderAndNothingIsWrongWithWhatIsNotThere()
    {
        Assert.Equal("it is a link to lost, where nothing is; put the file there, or name it itself", PlainFile.WhyNot(Link("link", "lost")));
        Assert.StartsWith("it is a link to loop, which leads nowhere", PlainFile.WhyNeither(Link("loop", "loop")));
        Assert.Null(PlainFile.WhyNot(Path.Combine(_bed.Root, "none")));
        Assert.Null(PlainFile.WhyNeither(_bed.Root));
        File.WriteAllText(Path.Combine(_bed.Root, "file"), "");
        Assert.Null(PlainFile.WhyNot(Link("whole", "file")));
    }

    [Fact]
    public void InAFolderAndInTheFoldersInItEverythingElseIsNamed()
    {
        var folder = Path.Combine(_bed.Root, "model");
        string[] others = [Pipe("model/a"), Link("model/part/b", "nowhere"), Pipe("model/part/c")];
        Pipe("model/.hidden");
        File.WriteAllText(Path.Combine(folder, "plain"), "");
        Assert.Equal(others, PlainFile.OthersIn(folder).Select(other => other.Split(':')[0]));
    }

    [Fact]
    public void ASourceThatIsALinkToItselfIsAMistakeInThePlan()
    {
        var link = Link("list", "list");
        Assert.Contains($"{link}; it is a link to list, which leads nowhere", Assert.Throws<PlanException>(() => _bed.Plan(_bed.Step("Read", inputs: new() { ["list"] = new SourcePath("list") }))).Message);
    }

    private string Link(string name, string target)
    {
        var path = Path.Combine(_bed.Root, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.CreateSymbolicLink(path, target);
        return path;
    }

    [Fact]
    public void APipeInASourceFolderIsNamed()
    {
        var pipe = Pipe("folder/a");
        Assert.Contains($"{pipe} is a pipe or a device", Assert.Throws<IOException>(() => FolderWalk.List(Path.GetDirectoryName(pipe)!)).Message);
    }
}
