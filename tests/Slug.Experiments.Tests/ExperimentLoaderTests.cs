using Slug.Experiments.Configuration;
using Slug.Experiments.Graph;
using Slug.Pipeline.Configuration;
using Slug.Pipeline.Keys;
using Slug.Pipeline.Stages;

namespace Slug.Experiments.Tests;

public sealed class ExperimentLoaderTests
{
    [Fact]
    public void Lists_every_mistake_at_once()
    {
        var problems = Problems(
            "unlearn.concepts=[rokcet, banana, banana]",
            "emoji.trainVendors.apple=emoji-appel",
            "emoji.trainVendors.facebook=emoji-facebook",
            "evaluate.templates=[an emoji]",
            "model.card=configs/models/none.json");
        Assert.Contains(problems, p => p.StartsWith("--set unlearn.concepts: unknown concept 'rokcet' (did you mean 'rocket'"));
        Assert.Contains("--set unlearn.concepts: 'banana' is named twice", problems);
        Assert.Contains(problems, p => p.StartsWith("--set emoji.trainVendors.apple: no download is named 'emoji-appel'; did you mean 'emoji-apple'"));
        Assert.Contains(problems, p => p.Contains("'facebook' is a training vendor too"));
        Assert.Contains(problems, p => p.Contains("the template 'an emoji' has no {name}"));
        Assert.Contains(problems, p => p.StartsWith("--set model.card:") && p.Contains("none.json"));
        Assert.Equal(6, problems.Count);
    }

    [Fact]
    public void A_style_is_a_concept_where_classes_are_styles()
    {
        var (plain, styles) = (Load(Demo), Load(Demo, "emoji.classes=styles", "unlearn.concepts=[google, twitter]"));
        // The model is the same, from the same step; the sets that are labelled with styles are from one of their own.
        Assert.Equal(CanonicalJson.Write(plain.Step("CreateTars/training").Parameters), CanonicalJson.Write(styles.Step("CreateTars/training").Parameters));
        Assert.Equal(new StepOutput("CreateTars/styles", "search.tar"), styles.Step("Unlearn/google").Inputs["search.tar"]);
        Assert.Equal(new StepOutput("CreateTars/styles", "test.tar"), styles.Step("Evaluate/slug-google").Inputs["test.tar"]);
        Assert.DoesNotContain(plain.Steps(), s => s.Id == "CreateTars/styles");

        var problems = Problems("emoji.classes=styles", "unlearn.concepts=[appel, google]", "emoji.trainVendors.google-2=emoji-facebook");
        Assert.Contains("--set unlearn.concepts: unknown style 'appel' (did you mean 'apple'?); styles are the keys of emoji.trainVendors", problems);
        Assert.Contains("--set unlearn.concepts: captions that name 'google-2' hold 'google' too: call one of them otherwise in emoji.trainVendors", problems);
        // What is found in captions would be pineapples, too.
        Assert.Contains(
            "--set unlearn.concepts: captions that name the thing 'pineapple' hold 'apple' too: call the style otherwise in emoji.trainVendors",
            Problems("emoji.classes=styles", "unlearn.concepts=[apple]"));
        Assert.Contains(Problems("emoji.classes=styles", "unlearn.concepts=[rocket]"), p => p.Contains("unknown style 'rocket'", StringComparison.Ordinal));
        Assert.Contains(Problems("emoji.classes=hands"), p => p.Contains("'emoji.classes'", StringComparison.Ordinal) && p.Contains("styles", StringComparison.Ordinal));
    }

    [Fact]
    public void Lists_mistakes_of_form_and_of_sense_together()
    {
        var problems = Problems("seed=x", "pretrain.pears=3", "unlearn.concepts=[rokcet]");
        Assert.Equal(3, problems.Count);
        Assert.Contains("--set seed: 'seed' must be a whole number, not 'x'", problems);
        Assert.Contains(problems, p => p.StartsWith("--set pretrain.pears: unknown key 'pears'"));
        Assert.Contains(problems, p => p.StartsWith("--set unlearn.concepts: unknown concept 'rokcet'"));
    }

    [Theory]
    [InlineData("cache.remote=cache.lab/slug", "must be an address such as http://")]
    [InlineData("cache.remote=ftp://cache.lab/slug", "must be an address such as http://")]
    [InlineData("cache.remote=http://me:hunter2@cache.lab/slug", "SLUG_REMOTE_CACHE_AUTH")]
    [InlineData("cache.remotte=http://cache.lab/", "unknown key 'remotte' in 'cache'; did you mean 'remote'?")]
    public void Refuses_a_remote_cache_that_cannot_be_and_repeats_no_password(string setting, string message)
    {
        var problem = Assert.Single(Problems(setting));
        Assert.Contains(message, problem);
        Assert.DoesNotContain("hunter2", problem);
    }

    [Fact]
    public void Lists_what_is_wrong_with_a_comparison()
    {
        var problems = Problems(
            "compare=[{ method: gradient, learningRate: 1e-6 }, { method: ga }, { method: ssd, learningRate: 1e-6 }, { method: salun, alpha: 2 }, { method: ft, learningRate: 1e-5 }, { method: ft, learningRate: 0.00001 }]");
        Assert.Equal(5, problems.Count);
        Assert.Contains(problems, p => p.Contains("'gradient' is no comparison method; known are ft, ga, gaft, salun, ssd"));
        Assert.Contains(problems, p => p.EndsWith("'ga' needs a learningRate, such as the paper's 1e-6", StringComparison.Ordinal));
        Assert.Contains(problems, p => p.EndsWith("'ssd' has no learning rate; its strength is 'alpha'", StringComparison.Ordinal));
        Assert.Contains(problems, p => p.EndsWith("'salun' has no alpha; its strength is 'learningRate'", StringComparison.Ordinal));
        Assert.Contains(problems, p => p.EndsWith("the comparison with ft-1e-05 is listed twice", StringComparison.Ordinal));
        Assert.Contains("it is 2", Assert.Single(Problems("compare=[{ method: ga, learningRate: 2 }]")));
    }

    [Fact]
    public void How_to_run_is_no_part_of_the_experiment()
    {
        var plain = Load(Demo);
        var remote = Load(Demo, "cache.remote=http://cache.lab:8080/slug/", "cache.upload=false");
        Assert.Equal(plain.ConfigText, remote.ConfigText);
        Assert.Equal(("http://cache.lab:8080/slug/", false), (remote.Settings.Cache.RemoteOptions!.ShownRoot, remote.Settings.Cache.RemoteOptions.Upload));
        Assert.Null(plain.Settings.Cache.RemoteOptions);
    }

    [Fact]
    public void Leads_to_file_and_line()
    {
        var folder = Directory.CreateTempSubdirectory("slug-loader-").FullName;
        try
        {
            var path = Path.Combine(folder, "c.yaml");
            var demo = Path.GetRelativePath(folder, Path.Combine(Repository.Root, "configs/demo/clip.yaml"));
            File.WriteAllText(path, $"extends: {demo}\nexperiment: x\nunlearn:\n  concepts:\n    - rocket\n    - tigr face\n");
            var problem = Assert.Single(Assert.Throws<ConfigurationException>(() => Load(path)).Problems);
            Assert.EndsWith("c.yaml:6", problem.Origin.ToString());
            Assert.Contains("'tiger face'", problem.Message);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [InlineData("unlearn.candidates=[visual.proj]", "'visual.proj' is a layer of the vision tower")]
    [InlineData("unlearn.candidates=[transformer.resblocks.0.mlp.c_fc.weight, visual.proj]", "'visual.proj' is a layer of the vision tower")]
    [InlineData("unlearn.candidates=[text_projection]", "'text_projection' lies behind the token outputs")]
    [InlineData("unlearn.layer=visual.proj", "'visual.proj' is a layer of the vision tower")]
    [InlineData("unlearn.ablations=[whole-model]", "no gradient of the pictures' tower")]
    [InlineData("grads.forgetViews=8", "looks at no picture")]
    [InlineData("unlearn.tokens.neutral=Rocket", "'Rocket' is itself to be forgotten")]
    public void The_token_objective_moves_the_text_tower_alone_and_looks_at_no_picture(string setting, string message)
    {
        var problem = Assert.Single(Problems("unlearn.objective=tokens", "unlearn.concepts=[rocket]", setting));
        Assert.Contains(message, problem);
    }

    [Theory]
    [InlineData("{ method: razor, learningRate: 1e-4 }", "'razor' has no learning rate")]
    [InlineData("{ method: razor, freezeEmbeddings: true }", "embeddings are none")]
    [InlineData("{ method: ssd, tau: 0.5 }", "'ssd' has no tau")]
    [InlineData("{ method: ga, learningRate: 1e-4, lambda: 2 }", "'ga' has no lambda")]
    [InlineData("{ method: ssd, longestStep: 2 }", "'ssd' has no longest step")]
    [InlineData("{ method: razor }, { method: razor, alpha: 1 }", "razor-1-0.5-1 is listed twice")]
    public void Razor_has_settings_of_its_own(string rows, string message) => Assert.Contains(message, Assert.Single(Problems($"compare=[{rows}]")));

    [Theory]
    [InlineData("experiment=../escape")]
    [InlineData("seed=-1")]
    [InlineData("grads.batch=0")]
    [InlineData("unlearn.concepts=[]")]
    [InlineData("emoji.captionsPerImage=many")]
    [InlineData("download.emoji-facebook.sha256=abc")]
    [InlineData("download.emoji-facebook.npm=emoji-datasource-facebook")]
    [InlineData("pretrain.pairs=-5")]
    [InlineData("pretrain.learningRate=-1")]
    [InlineData("unlearn.search.evaluations=0")]
    public void Refuses_values_out_of_range(string change)
    {
        var problem = Assert.Single(Problems(change));
        Assert.StartsWith($"--set {change.Split('=')[0]}", problem);
    }

    [Fact]
    public void Shares_of_captions_add_up_to_one()
    {
        Assert.Contains("must add up to 1", Assert.Single(Problems("emoji.captions={ plain: 0.9 }")));
        var mix = Load(Demo, "emoji.captions={ plain: 0.4, subcategoryAlone: 0, shortNames: 0.1 }").Options.Emoji!.Captions!;
        Assert.Equal((0.3, 0.4, 0.14, 0.16, 0, 0.1), (mix.VendorStyle, mix.Plain, mix.NameAlone, mix.WithSubcategory, mix.SubcategoryAlone, mix.ShortNames));
    }

    [Fact]
    public void Keeps_the_concepts_among_the_first_names()
    {
        var experiment = Load(Demo, "emoji.maxNames=24");
        Assert.Equal(24, experiment.Names.Count);
        Assert.All(experiment.Concepts, c => Assert.Contains(c.Name, experiment.Names));
    }

    private static string Demo => Path.Combine(Repository.Root, "configs/demo/clip.yaml");

    private static List<string> Problems(params string[] overrides) =>
        Assert.Throws<ConfigurationException>(() => Load(Demo, overrides)).Problems.Select(p => p.ToString()).ToList();

    private static Experiment Load(string path, params string[] overrides) =>
        ExperimentLoader.Load(new RunOptions { RepositoryRoot = Repository.Root, ConfigPath = path, Overrides = overrides });
}
