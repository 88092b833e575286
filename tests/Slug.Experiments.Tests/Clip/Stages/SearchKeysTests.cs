using Slug.Experiments.Clip.Stages;
using Slug.Experiments.Configuration;
using Slug.Experiments.Graph;
using Slug.Experiments.Results;
using Slug.Figures.Tables;
using Slug.Pipeline.Keys;
using Slug.Pipeline.Stages;

namespace Slug.Experiments.Tests.Clip.Stages;

/// <summary>Which settings of gradients and search make a step run again, and which only change how fast it is.</summary>
public sealed class SearchKeysTests
{
    [Theory]
    [InlineData("unlearn.search.activations.memoryMiB=1")]
    [InlineData("unlearn.search.activations.spill=disk")]
    public void What_decides_about_time_alone_is_in_no_key(string setting)
    {
        Assert.Equal(Parameters(UnlearnStep, []), Parameters(UnlearnStep, [setting]));
        Assert.Equal(Parameters(ForgetStep, []), Parameters(ForgetStep, [setting]));
    }

    [Theory]
    [InlineData("unlearn.search.activations.precision=fp16")]
    [InlineData("unlearn.search.fullTrace=true")]
    [InlineData("unlearn.search.evaluations=3")]
    public void What_changes_the_report_is(string setting) =>
        Assert.NotEqual(Parameters(UnlearnStep, []), Parameters(UnlearnStep, [setting]));

    [Theory]
    [InlineData("[\"pareto\"]")]
    [InlineData("[\"pareto\"]", "unlearn.candidates=[deepest]")]
    [InlineData("[\"near\"]", "unlearn.candidates=[near]")]
    [InlineData("[\"candidates\"]", "unlearn.candidates=[all]")]
    [InlineData("[\"pareto\",\"text_projection\",\"visual.proj\"]", "unlearn.candidates=[visual.proj, text_projection]")]
    [InlineData("[\"pareto\",\"visual.proj\"]", "unlearn.candidates=[all]", "unlearn.layer=visual.proj")]
    [InlineData("[\"everything\"]", "grads.store=all")]
    [InlineData("[\"everything\"]", "grads.store=all", "unlearn.candidates=[all]")]
    public void Forget_gradients_are_stored_of_what_may_be_chosen(string stored, params string[] settings) =>
        Assert.Contains($"\"Stored\":{stored}", Parameters(ForgetStep, settings));

    [Theory]
    [InlineData("[\"candidates\"]")]
    [InlineData("[\"candidates\"]", "unlearn.candidates=[visual.proj]")]
    [InlineData("[\"everything\"]", "grads.store=all")]
    public void The_retain_gradient_is_the_same_whatever_is_chosen(string stored, params string[] settings) =>
        Assert.Contains($"\"Stored\":{stored}", Parameters(e => e.Step("ComputeGrads/retain"), settings));

    [Theory]
    [InlineData("EmbeddingRate", "pretrain.embeddingRate=5")]
    [InlineData("InitialScale", "pretrain.initialScale=30")]
    [InlineData("Lean", "pretrain.lean=true")]
    [InlineData("Hue", "pretrain.augmentation.hue=0.6")]
    [InlineData("Grey", "pretrain.augmentation.grey=0.2")]
    public void Training_options_are_in_its_key_where_a_config_gives_them(string name, string setting)
    {
        static Step Training(Experiment experiment) => experiment.Step("Pretrain");
        Assert.DoesNotContain($"\"{name}\":", Parameters(Training, []));
        Assert.Contains($"\"{name}\":", Parameters(Training, [setting]));
    }

    [Fact]
    public void A_lean_training_is_not_taken_for_that_of_a_version_that_summed_its_gradient_otherwise()
    {
        Assert.Equal(1, Load([]).Step("Pretrain").Version);
        Assert.Equal(2, Load(["pretrain.lean=true"]).Step("Pretrain").Version);
    }

    [Theory]
    [InlineData("unlearn.damping=0.5")]
    [InlineData("grads.momentPairs=10")]
    public void What_the_whitened_direction_needs_is_in_no_key_of_the_gradients(string setting)
    {
        var (plain, set) = (Load([]), Load([setting]));
        Assert.Equal(plain.Steps().Select(s => s.Id), set.Steps().Select(s => s.Id));
        // The tables and figures take the whole config.
        Assert.All(plain.Steps().Where(s => s.Id != "Plot"), s => Assert.Equal(CanonicalJson.Write(s.Parameters), CanonicalJson.Write(set.Step(s.Id).Parameters)));
        Assert.All(plain.Steps(), s => Assert.DoesNotMatch("Damping|MomentPairs|ForgetViews|Direction|Tokens|Razor", CanonicalJson.Write(s.Parameters)));
        Assert.DoesNotContain(plain.Steps(), s => s.Outputs.Any(o => o.Name.Contains("moments", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_whitened_direction_is_a_step_of_its_own_and_damping_makes_only_that_run_again()
    {
        string[] whitened = ["unlearn.direction=whitened"];
        var (weak, strong) = (Load(whitened), Load([.. whitened, "unlearn.damping=0.5"]));
        Assert.Equal(
            weak.Concepts.Select(c => $"ComputeGrads/direction-{c.FileName}"),
            weak.Steps().Where(s => s.Id != "Plot" && CanonicalJson.Write(s.Parameters) != CanonicalJson.Write(strong.Step(s.Id).Parameters)).Select(s => s.Id));
        var retained = weak.Step("ComputeGrads/retain");
        Assert.Contains("moments.safetensors", retained.Outputs.Select(o => o.Name));
        Assert.Equal(weak.Step("ComputeGrads/direction-rocket").Output("gradients.safetensors"), weak.Step("Unlearn/rocket").Inputs["forget.safetensors"]);
        Assert.Equal(weak.Step("ComputeGrads/forget-rocket").Output("layers.json"), weak.Step("Unlearn/rocket").Inputs["layers.json"]);
        Assert.Contains("\"Pairs\":10", Parameters(e => e.Step("ComputeGrads/retain"), [.. whitened, "grads.momentPairs=10"]));
    }

    [Fact]
    public void Views_make_forget_gradients_anew_and_nothing_else_and_0_is_none()
    {
        var (plain, varied) = (Load([]), Load(["grads.forgetViews=8"]));
        Assert.Equal(
            plain.Concepts.Select(c => $"ComputeGrads/forget-{c.FileName}"),
            plain.Steps().Where(s => s.Id != "Plot" && CanonicalJson.Write(s.Parameters) != CanonicalJson.Write(varied.Step(s.Id).Parameters)).Select(s => s.Id));
        Assert.Contains("\"Views\":8", Parameters(ForgetStep, ["grads.forgetViews=8"]));
        Assert.NotEqual(Parameters(ForgetStep, ["grads.forgetViews=8"]), Parameters(ForgetStep, ["grads.forgetViews=8", "seed=2"]));
        Assert.Equal(Parameters(ForgetStep, []), Parameters(ForgetStep, ["grads.forgetViews=0"]));
    }

    [Fact]
    public void The_token_objective_changes_the_forget_gradient_alone_and_its_captions_are_in_its_key()
    {
        string[] tokens = ["unlearn.objective=tokens"];
        var (cosine, plain, neutral) = (Load([]), Load(tokens), Load([.. tokens, "unlearn.tokens.neutral=thing"]));
        Assert.Equal(cosine.Steps().Select(s => s.Id), plain.Steps().Select(s => s.Id));
        Assert.Equal(CanonicalJson.Write(cosine.Step("ComputeGrads/retain").Parameters), CanonicalJson.Write(plain.Step("ComputeGrads/retain").Parameters));
        Assert.Contains("\"Objective\":\"-|z-z0|^2\"", Parameters(ForgetStep, tokens));
        Assert.Equal(
            plain.Concepts.Select(c => $"ComputeGrads/forget-{c.FileName}"),
            plain.Steps().Where(s => s.Id != "Plot" && CanonicalJson.Write(s.Parameters) != CanonicalJson.Write(neutral.Step(s.Id).Parameters)).Select(s => s.Id));
        Assert.Contains("ComputeGrads/direction-rocket", Load([.. tokens, "unlearn.direction=whitened"]).Steps().Select(s => s.Id));
    }

    [Fact]
    public void Models_are_measured_on_features_that_are_encoded_once()
    {
        var experiment = Load([]);
        var features = experiment.Step("Evaluate/features").Output(EvaluateStage.Features);
        Assert.Equal(features, experiment.Step("Evaluate/original").Inputs[EvaluateStage.Features]);
        Assert.All(experiment.Concepts, c => Assert.Equal(features, experiment.Step($"Evaluate/slug-{c.FileName}").Inputs[EvaluateStage.Features]));
        Assert.Equal(Parameters(e => e.Step("Evaluate/features"), []), Parameters(e => e.Step("Evaluate/features"), ["unlearn.concepts=[slice of pizza]"]));
    }

    [Fact]
    public void Without_unseen_pairs_no_key_speaks_of_any()
    {
        var experiment = Load([]);
        Assert.All(experiment.Steps(), s => Assert.DoesNotContain("nseen", CanonicalJson.Write(s.Parameters)));
        Assert.Equal(
            ["classes.json", "features.safetensors", "forget-rocket.safetensors", "forget-rocket.tar", "merges.tgz", "model.safetensors", "test.tar"],
            experiment.Step("Evaluate/slug-rocket").Inputs.Keys.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(0.04, false)]
    [InlineData(0.06, true)]
    public void The_test_set_refutes_a_model_that_the_search_chose(double left, bool refuted)
    {
        var experiment = Load([]);
        var evaluate = experiment.Step("Evaluate/slug-rocket");
        Assert.Equal(
            [new StepOutput("Unlearn/rocket", "model.safetensors"), new StepOutput("Unlearn/rocket", "update.safetensors")],
            evaluate.Judges);
        var path = Path.GetTempFileName();
        new ModelMetrics(
            new Dictionary<string, IReadOnlyList<Measure>>
            {
                ["rocket"] = [new Measure("names@1", 0.1, Better.Higher, MeasureSubject.Kept), new Measure("fa@1", left, Better.Lower, MeasureSubject.Forgotten)],
            },
            []).Save(path);
        Assert.Equal(refuted, evaluate.Refutes(_ => path));
        File.Delete(path);
        // Models that others are compared with claim nothing.
        Assert.Empty(experiment.Step("Evaluate/original").Judges);
    }

    private static Step UnlearnStep(Experiment experiment) => experiment.Step($"Unlearn/{experiment.Concepts[0].FileName}");

    private static Step ForgetStep(Experiment experiment) => experiment.Step($"ComputeGrads/forget-{experiment.Concepts[0].FileName}");

    private static string Parameters(Func<Experiment, Step> step, string[] settings) => CanonicalJson.Write(step(Load(settings)).Parameters);

    private static Experiment Load(string[] settings) => ExperimentLoader.Load(new RunOptions
    {
        RepositoryRoot = Repository.Root,
        ConfigPath = Path.Combine(Repository.Root, "configs/demo/clip.yaml"),
        Overrides = settings,
    });
}
