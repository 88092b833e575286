using Slug.Pipeline.Configuration;
using Slug.Pipeline.Executors;

namespace Slug.Pipeline.Tests.Executors;

public sealed class ClusterOptionsTests
{
    private static List<string> Problems(string yaml)
    {
        var problems = new List<ConfigProblem>();
        var bound = ConfigBinder.Bind<ClusterOptions>((ConfigMapping)ConfigReader.Parse(yaml, "c.yaml", problems)!, problems);
        Assert.Empty(problems);
        bound!.Value.Check(bound.OriginOf, problems);
        return [.. problems.Select(p => p.ToString())];
    }

    [Theory]
    [InlineData("partition: gpu,gpu-long\ngres: gpu:a100:2\ntime: 1-12:00:00\nmemory: 32G\ncpus: 8\naccount: lab_7")]
    [InlineData("time: 90\nmemory: 4096")]
    [InlineData("time: 4:00:00\nextra: ['--constraint=a100|h100', '--exclude=node[1-3]', --requeue, --nice=100]")]
    [InlineData("{}")]
    public void TakesWhatSlurmTakes(string yaml) => Assert.Empty(Problems(yaml));

    [Theory]
    [InlineData("partition: \"gpu\\nrm -rf x\"", "'cluster.partition' must be the name of a partition")]
    [InlineData("partition: gpu --wrap=x", "'cluster.partition' must be the name of a partition")]
    [InlineData("account: $(id)", "'cluster.account' must be the name of an account")]
    [InlineData("gres: \"gpu:1; id\"", "'cluster.gres' must be resources such as gpu:1")]
    [InlineData("time: soon", "'cluster.time' must be minutes, or a time such as 4:00:00")]
    [InlineData("memory: 32GB", "'cluster.memory' must be a size such as 32G")]
    [InlineData("cpus: 0", "'cluster.cpus' must be a whole number from 1")]
    [InlineData("atATime: -1", "'cluster.atATime' must be a whole number from 1")]
    [InlineData("extra: [\"--comment=a\\n#SBATCH --uid=root\"]", "'cluster.extra' must list options of sbatch in their long form")]
    [InlineData("extra: [-p gpu]", "'cluster.extra' must list options of sbatch in their long form")]
    [InlineData("extra: [--constraint=a --wrap=id]", "'cluster.extra' must list options of sbatch in their long form")]
    [InlineData("extra: [--array=0-99]", "'cluster.extra' sets --array, which the sweep sets itself")]
    public void RefusesWhatWouldBreakOutOfItsPlace(string yaml, string problem)
    {
        var found = Assert.Single(Problems(yaml));
        Assert.StartsWith($"c.yaml:1: {problem}", found);
    }
}
