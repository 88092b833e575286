using Slug.Experiments.Configuration;
using Slug.Pipeline.Configuration;

namespace Slug.Experiments.Tests.Configuration;

/// <summary>Where a file that a config names is looked for, and where it is said to be missing.</summary>
public sealed class ConfigCheckTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("slug-check-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void A_missing_file_is_expected_where_the_folder_is_that_its_name_begins_with()
    {
        var check = Check("configs/paper/a.yaml");
        // Neither has the folder, or it names none: beside the config.
        Assert.Equal(In("configs/paper/data/x"), check.Expected("pipeline.path", "data/x"));
        Assert.Equal(In("configs/paper/pictures"), check.Expected("pipeline.path", "pictures"));
        // The repository has it.
        Directory.CreateDirectory(In("data"));
        Directory.CreateDirectory(In("pictures"));
        Assert.Equal(In("data/x"), check.Expected("pipeline.path", "data/x"));
        Assert.Equal(In("configs/paper/pictures"), check.Expected("pipeline.path", "pictures"));
        // Both have it.
        Directory.CreateDirectory(In("configs/paper/data"));
        Assert.Equal(In("configs/paper/data/x"), check.Expected("pipeline.path", "data/x"));
        Assert.Equal("/data/x", check.Expected("pipeline.path", "/data/x"));
    }

    [Fact]
    public void A_file_is_found_beside_the_config_before_the_repository()
    {
        var check = Check("configs/a.yaml");
        Assert.Null(check.Find("pipeline.path", "data/x"));
        Touch("data/x");
        Assert.Equal(In("data/x"), check.Find("pipeline.path", "data/x"));
        Touch("configs/data/x");
        Assert.Equal(In("configs/data/x"), check.Find("pipeline.path", "data/x"));
    }

    private string In(string path) => Path.Combine(_root, path);

    private void Touch(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(In(path))!);
        File.WriteAllText(In(path), "");
    }

    private ConfigCheck Check(string config)
    {
        Touch(config);
        return new ConfigCheck(new RunOptions { RepositoryRoot = _root, ConfigPath = In(config), Device = "cpu" }, _ => new ConfigOrigin(In(config), 1), []);
    }
}
