using System.Diagnostics;
using Slug.Experiments.Graph;

namespace Slug.Experiments.Tests.Graph;

/// <summary>Against git itself.</summary>
public sealed class GitCommitTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("slug-git-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Is_what_git_says()
    {
        var root = Path.Combine(_folder, "main");
        Directory.CreateDirectory(root);
        Assert.Null(GitCommit.Of(root));
        Git(root, "init", "--quiet", "--initial-branch=main");
        Assert.Null(GitCommit.Of(root));
        Git(root, "-c", "user.name=a", "-c", "user.email=a@example.org", "commit", "--quiet", "--allow-empty", "-m", "first");
        var commit = Git(root, "rev-parse", "HEAD");
        Assert.Equal(commit, GitCommit.Of(root));

        var tree = Path.Combine(_folder, "tree");
        Git(root, "worktree", "add", "--quiet", tree, "-b", "side");
        Assert.Equal(commit, GitCommit.Of(tree));
        Git(root, "pack-refs", "--all");
        Assert.Equal(commit, GitCommit.Of(root));
        Assert.Equal(commit, GitCommit.Of(tree));
        Git(root, "checkout", "--quiet", "--detach");
        Assert.Equal(commit, GitCommit.Of(root));
    }

    private static string Git(string folder, params string[] arguments)
    {
        using var git = Process.Start(new ProcessStartInfo("git", ["-C", folder, .. arguments]) { RedirectStandardOutput = true })!;
        var output = git.StandardOutput.ReadToEnd().Trim();
        git.WaitForExit();
        Assert.Equal(0, git.ExitCode);
        return output;
    }
}
