namespace Slug.Build.Tests;

/// <summary>How paths on the command line are understood.</summary>
public sealed class LayoutTests : IDisposable
{
    private readonly TemporaryFolder _root = new();

    public void Dispose() => _root.Dispose();

    [Fact]
    public void A_path_is_seen_from_the_root_when_the_caller_has_no_such_file()
    {
        _root.Write("configs/a.yaml", "");
        Assert.Equal(Path.Combine(_root.Path, "configs/a.yaml"), new Layout(_root.Path).Resolve("configs/a.yaml"));
        Assert.Equal(Path.Combine(_root.Path, "not/there.yaml"), new Layout(_root.Path).Resolve("not/there.yaml"));
    }

    [Fact]
    public void An_absolute_path_stays() => Assert.Equal("/etc/hosts", new Layout(_root.Path).Resolve("/etc/hosts"));

    [Fact]
    public void The_repository_is_found_from_deep_inside()
    {
        _root.Write("build/Build.csproj", "<Project/>");
        _root.Write("src/Deep/A.cs", "");
        Assert.Equal(_root.Path, Layout.Find("/", Path.Combine(_root.Path, "src", "Deep")).Root);
        Assert.Contains("build/Build.csproj", Assert.Throws<DirectoryNotFoundException>(() => Layout.Find("/")).Message);
    }
}
