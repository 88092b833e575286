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
    public void APipeInASourceFolderIsNamed()
    {
        var pipe = Pipe("folder/a");
        Assert.Contains($"{pipe} is a pipe or a device", Assert.Throws<IOException>(() => FolderWalk.List(Path.GetDirectoryName(pipe)!)).Message);
    }
}
