namespace Slug.Build.Tests.Host;

/// <summary>What the host prints and how it exits, for questions and for mistakes.</summary>
public class HostOutputTests
{
    [Theory]
    [InlineData("--tree", "tree.txt")]
    [InlineData("--description", "description.txt")]
    [InlineData("--help", "help.txt")]
    public async Task Answers_questions(string option, string golden)
    {
        var answer = await HostProcess.RunAsync(option);
        GoldenFiles.Matches(golden, answer.Output);
        Assert.Equal("", answer.Error);
        Assert.Equal(0, answer.ExitCode);
    }

    [Theory]
    [InlineData("unknown-target.txt", "--target=Pretain")]
    [InlineData("unknown-option.txt", "--cofnig=configs/demo/clip.yaml")]
    [InlineData("bad-set.txt", "--set", "unlearn.concepts")]
    [InlineData("many-mistakes.txt", "--target=Plto", "Plot", "--device=gpu", "--threads=0", "--tree=yes", "--golden", "--verbosity=loud")]
    [InlineData("parity-without-golden.txt", "--target=Parity")]
    [InlineData("filter-without-test.txt", "--filter=Name~Key")]
    public async Task Names_every_mistake_and_runs_nothing(string golden, params string[] arguments)
    {
        var answer = await HostProcess.RunAsync(arguments);
        GoldenFiles.Matches(golden, answer.Error);
        Assert.Equal("", answer.Output);
        Assert.Equal(2, answer.ExitCode);
    }

    [Fact]
    public async Task The_version_is_the_programs_own()
    {
        var answer = await HostProcess.RunAsync("--version");
        Assert.Matches(@"\Aslug \d+\.\d+\.\d+\S*\n\z", answer.Output);
        Assert.Equal(0, answer.ExitCode);
    }

    [Theory]
    [InlineData("global.json")]
    [InlineData("global.json/cache/of/mine")]
    public async Task A_file_as_cache_is_a_mistake_of_the_user(string cache)
    {
        var answer = await HostProcess.RunAsync("--target=Status", "--config=configs/ci/tiny.yaml", $"--cache={cache}");
        Assert.Equal(2, answer.ExitCode);
        Assert.Contains("error: --cache: ", answer.Error);
        Assert.Contains("global.json is a file; name a folder, which is made where it is not there\n", answer.Error);
    }

    [Fact]
    public async Task An_experiments_name_that_is_no_folders_is_told_in_words()
    {
        var answer = await HostProcess.RunAsync("--target=Status", "--config=configs/ci/tiny.yaml", "--set", "experiment=my run/1");
        Assert.Equal(2, answer.ExitCode);
        Assert.Contains("'experiment' names a folder: letters from a to z, digits, '.', '-' and '_', with a letter or digit first; it is 'my run/1'", answer.Error);
        Assert.DoesNotContain("regular", answer.Error);
    }

    [Fact]
    public async Task A_mistyped_test_project_is_a_mistake_of_the_user()
    {
        var answer = await HostProcess.RunAsync("--target=Test", "--project=Slug.Biuld.Tests");
        Assert.Equal(2, answer.ExitCode);
        Assert.StartsWith("error: --project: there is no test project 'Slug.Biuld.Tests'; did you mean 'Slug.Build.Tests'", answer.Error);
        Assert.Equal("", answer.Output);
    }
}
