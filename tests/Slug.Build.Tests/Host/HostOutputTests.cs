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
        Golden.AssertEqual(golden, answer.Output);
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
        Golden.AssertEqual(golden, answer.Error);
        Assert.Equal("", answer.Output);
        Assert.Equal(2, answer.ExitCode);
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
