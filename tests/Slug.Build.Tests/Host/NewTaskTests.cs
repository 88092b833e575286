using System.Text.Json;

namespace Slug.Build.Tests.Host;

/// <summary>A config written for a user, and what Status says of one whose files are not there yet.</summary>
public sealed class NewTaskTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task It_writes_a_commented_config_that_can_be_planned_and_never_replaces_one_unasked()
    {
        var answer = await RunAsync("--target=New", "--forget=Møbius: strip", "--forget=kite", "--checkpoint=model.pt", "--data=my pictures", "--out=new.yaml");
        Assert.Equal(("", 0), (answer.Error, answer.ExitCode));
        Assert.Contains("wrote ", answer.Output);
        Assert.Contains("my pictures does not exist: put your pictures there", answer.Output);
        var text = File.ReadAllText(Path.Combine(_folder.Path, "new.yaml"));
        Assert.Contains("concepts: [\"Møbius: strip\", kite]", text);
        Assert.Contains("# test: PATH", text);

        var config = $"--config={Path.Combine(_folder.Path, "new.yaml")}";
        var status = await RunAsync("--target=Status", config);
        Assert.Equal(("", 0), (status.Error, status.ExitCode));
        Assert.Matches(@"(?m)^CreateTars/pairs +stale \(never ran; waits for .*my pictures\)", status.Output);
        Assert.Contains("\n2 files are to be brought before it can run:\n", status.Output);
        Assert.Contains("model.pt does not exist: put the checkpoint there, or say where it is with --set model.checkpoint=PATH", status.Output);

        answer = await RunAsync("--target=New", "--forget=kite", "--checkpoint=model.pt", "--data=my pictures", "--out=new.yaml");
        Assert.Equal((2, ""), (answer.ExitCode, answer.Output));
        Assert.Contains("is there already; --force replaces it", answer.Error);
        Assert.Equal(text, File.ReadAllText(Path.Combine(_folder.Path, "new.yaml")));
        Assert.Equal(0, (await RunAsync("--target=New", "--forget=kite", "--checkpoint=model.pt", "--data=my pictures", "--out=new.yaml", "--force")).ExitCode);
        Assert.NotEqual(text, File.ReadAllText(Path.Combine(_folder.Path, "new.yaml")));
    }

    [Fact]
    public async Task Without_a_terminal_it_says_which_options_are_missing()
    {
        var answer = await RunAsync("--target=New", "--forget=kite");
        Assert.Equal((2, ""), (answer.ExitCode, answer.Output));
        Assert.Contains("there is no terminal to ask on; it needs --checkpoint=PATH", answer.Error);
        Assert.Empty(Directory.EnumerateFiles(_folder.Path, "*.yaml"));
    }

    [Fact]
    public async Task Status_for_programs_is_JSON_and_nothing_else()
    {
        var answer = await RunAsync("--target=Status", "--json", "--config=configs/paper/clip-vit-b-32.yaml");
        Assert.Equal(("", 0), (answer.Error, answer.ExitCode));
        using var json = JsonDocument.Parse(answer.Output);
        var root = json.RootElement;
        Assert.Equal(1, root.GetProperty("schema").GetInt32());
        Assert.False(root.GetProperty("canRun").GetBoolean());
        Assert.Contains(root.GetProperty("missing").EnumerateArray(), m => m.GetProperty("file").GetString()!.EndsWith("img_align_celeba.zip", StringComparison.Ordinal));
        var steps = root.GetProperty("steps").EnumerateArray().ToList();
        Assert.Contains(steps, s => s.GetProperty("id").GetString() == "CreateTars/celeba" && s.GetProperty("reasons").EnumerateArray().Any(r => r.GetString()!.Contains("waits for")));
        Assert.Equal(steps.Count, root.GetProperty("fresh").GetInt32() + root.GetProperty("stale").GetInt32() + root.GetProperty("maybe").GetInt32());
        Assert.Contains(root.GetProperty("estimates").EnumerateArray(), e => e.GetProperty("stage").GetString() == "Download" && e.GetProperty("gib").GetDouble() > 6 && e.GetProperty("minutes").GetDouble() > 0);
        // Every property that docs/status.md describes, and no other.
        var docs = File.ReadAllText(Path.Combine(Repository.Root, "docs", "status.md"));
        foreach (var name in root.EnumerateObject().Concat(steps[0].EnumerateObject()).Concat(root.GetProperty("missing")[0].EnumerateObject()).Select(p => p.Name).Distinct())
            Assert.Contains($"`{name}`", docs);
    }

    [Fact]
    public async Task Status_of_a_sweep_is_JSON_point_by_point()
    {
        var answer = await RunAsync("--target=Status", "--json", "--config=configs/sweeps/table1.yaml");
        Assert.Equal(("", 0), (answer.Error, answer.ExitCode));
        using var json = JsonDocument.Parse(answer.Output);
        var root = json.RootElement;
        Assert.Equal((1, "table1", false), (root.GetProperty("schema").GetInt32(), root.GetProperty("sweep").GetString(), root.GetProperty("canRun").GetBoolean()));
        // What every point lacks is told once.
        var missing = root.GetProperty("missing").EnumerateArray().Select(m => m.GetProperty("file").GetString()).ToList();
        Assert.Contains(missing, file => file!.EndsWith("img_align_celeba.zip", StringComparison.Ordinal));
        Assert.Equal(missing.Count, missing.Distinct().Count());
        var points = root.GetProperty("points").EnumerateArray().ToList();
        Assert.Equal(45, points.Count);
        Assert.Equal((44, "044-"), (points[44].GetProperty("index").GetInt32(), points[44].GetProperty("name").GetString()![..4]));
        var steps = points[0].GetProperty("steps").EnumerateArray().ToList();
        Assert.Equal(steps.Count, points[0].GetProperty("fresh").GetInt32() + points[0].GetProperty("stale").GetInt32() + points[0].GetProperty("maybe").GetInt32());
        Assert.True(root.GetProperty("distinctStepsToRun").GetInt32() <= root.GetProperty("distinctSteps").GetInt32());
        Assert.True(root.GetProperty("distinctSteps").GetInt32() < points.Sum(p => p.GetProperty("steps").GetArrayLength()));
        var docs = File.ReadAllText(Path.Combine(Repository.Root, "docs", "status.md"));
        foreach (var name in root.EnumerateObject().Concat(points[0].EnumerateObject()).Select(p => p.Name).Distinct()) Assert.Contains($"`{name}`", docs);
    }

    [Fact]
    public async Task Status_of_a_sweep_without_its_files_shows_the_plan_and_what_to_bring()
    {
        var answer = await RunAsync("--target=Status", "--config=configs/sweeps/table1.yaml");
        Assert.Equal(("", 0), (answer.Error, answer.ExitCode));
        Assert.Contains("\n044-", answer.Output);
        Assert.Single(answer.Output.Split('\n'), line => line.Contains("img_align_celeba.zip'", StringComparison.Ordinal) || line.Contains("img_align_celeba.zip", StringComparison.Ordinal) && line.StartsWith("  ", StringComparison.Ordinal));
        Assert.Contains("to be brought before it can run", answer.Output);
    }

    private Task<Answer> RunAsync(params string[] arguments) => Shell.RunAsync(
        "/bin/sh",
        ["-c", "exec \"$@\" </dev/null", "sh", "dotnet", Path.Combine(AppContext.BaseDirectory, "slug.dll"), $"--cache={_folder.Path}/cache", .. arguments],
        Repository.Root,
        new Dictionary<string, string?> { ["SLUG_CALLER_DIRECTORY"] = _folder.Path });
}
