using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using Slug.Experiments.Tests.EndToEnd;
using Slug.Models.Checkpoints;
using Slug.Models.Clip;
using Slug.Pipeline.Progress;

namespace Slug.Experiments.Tests.Data.Pairs;

/// <summary>A newcomer's way: own pictures, a published checkpoint, a concept forgotten, the update added in Python.</summary>
public sealed partial class OwnDataTests
{
    [Theory]
    [InlineData(ClipLayout.OpenClip)]
    [InlineData(ClipLayout.HuggingFace)]
    public async Task A_folder_a_class_and_a_published_checkpoint_give_a_model_that_Python_makes_of_the_update_bit_for_bit(ClipLayout layout)
    {
        using var own = new OwnFolder();
        own.Publish(layout);
        var (reports, _) = await own.RunAsync("{ from: pictures }", TinyExperiment.Stages);
        Assert.All(reports, r => Assert.Equal(StepOutcome.Ran, r.Outcome));

        using var table = JsonDocument.Parse(File.ReadAllText(Path.Combine(own.Results, "table.json")));
        Assert.Equal(
            ["original kite", "original mean", "slug kite", "slug mean"],
            table.RootElement.EnumerateArray().Select(r => $"{r.GetProperty("method").GetString()} {r.GetProperty("concept").GetString()}"));
        Assert.Equal(["classes@1", "classes@5"], table.RootElement[0].GetProperty("ta").EnumerateObject().Select(p => p.Name));
        Assert.True(File.Exists(Path.Combine(own.Results, "report.html")));

        // The layout that it came in: its users' programs load it.
        using var came = SafetensorsFile.Open(own.In(layout == ClipLayout.OpenClip ? "model/open_clip_model.safetensors" : "model/model.safetensors"));
        using var left = SafetensorsFile.Open(Path.Combine(own.Results, "models", "kite.safetensors"));
        Assert.Equal(came.Entries.Select(e => e.Name).Order(StringComparer.Ordinal), left.Entries.Select(e => e.Name).Order(StringComparer.Ordinal));
        Assert.Equal("same\n", Python(Path.Combine(own.Results, "models", "original.safetensors"), Path.Combine(own.Results, "updates", "kite.safetensors"), Path.Combine(own.Results, "models", "kite.safetensors")));

        // What does not see the changed picture does not run again.
        own.Draw("pictures/kite/no 0.jpg", 2, 21);
        (reports, _) = await own.RunAsync("{ from: pictures }", TinyExperiment.Stages);
        var ran = reports.Where(r => r.Outcome != StepOutcome.Fresh).Select(r => r.StepId).ToList();
        Assert.Contains("CreateTars/pairs", ran);
        Assert.DoesNotContain("Pretrain", ran);
        Assert.DoesNotContain("ComputeGrads/retain", ran);
    }

    [Fact]
    public async Task Methods_and_ablations_run_on_own_data()
    {
        using var own = new OwnFolder();
        own.Publish(ClipLayout.OpenClip);
        await own.RunAsync(
            "{ from: pictures }", TinyExperiment.Stages, "unlearn.concepts=[kite, lantern]", "unlearn.ablations=[pareto-layers]", "unlearn.together=[[kite, lantern]]",
            "compare=[{ method: ga, learningRate: 1e-3, epochs: 1 }]");
        using var table = JsonDocument.Parse(File.ReadAllText(Path.Combine(own.Results, "table.json")));
        Assert.Equal(["original", "slug", "ga"], table.RootElement.EnumerateArray().Select(r => r.GetProperty("method").GetString()).Distinct());
        Assert.True(File.Exists(Path.Combine(own.Results, "models", "kite+lantern.safetensors")));
    }

    /// <summary>Runs the program that docs/own-data.md shows.</summary>
    private static string Python(string original, string update, string unlearned)
    {
        var shown = PythonBlock().Match(File.ReadAllText(Path.Combine(Repository.Root, "docs", "own-data.md"))).Groups["code"].Value;
        var code = shown.Replace("results/my-kite/models/original.safetensors", original, StringComparison.Ordinal)
            .Replace("results/my-kite/updates/kite.safetensors", update, StringComparison.Ordinal);
        Assert.NotEqual(shown, code);
        code += $"""

            expected = load(r"{unlearned}")
            assert model.keys() == expected.keys()
            assert all(model[n].tobytes() == expected[n].tobytes() for n in model)
            assert any(not np.array_equal(load(r"{original}")[n], model[n]) for n in model)
            print("same")
            """;
        var start = new ProcessStartInfo(File.Exists("/usr/bin/python3") ? "/usr/bin/python3" : "python3", ["-c", code]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var python = Process.Start(start)!;
        var (output, errors) = (python.StandardOutput.ReadToEndAsync(), python.StandardError.ReadToEndAsync());
        python.WaitForExit();
        Assert.True(python.ExitCode == 0, errors.Result);
        return output.Result;
    }

    [GeneratedRegex("```python\n(?<code>.*?)```", RegexOptions.Singleline)]
    private static partial Regex PythonBlock();
}
