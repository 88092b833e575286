using Slug.Experiments.Vlm.Configuration;
using Slug.Experiments.Vlm.Inputs;
using Slug.Experiments.Vlm.Stages;
using Slug.Models.Clip;
using Slug.Models.Layers;
using Slug.Models.Vlm;
using Slug.Unlearning.StepSearch;
using static TorchSharp.torch;

namespace Slug.Experiments.Tests.Vlm.Stages;

/// <summary>The search's look at answers, against answers that are counted one by one from the pictures.</summary>
public sealed class AnswerProbeTests : IDisposable
{
    private static readonly AnswerOptions Options = new() { Question = "What is this?", MaxNewTokens = 6, BatchSize = 3 };

    private readonly string _folder = Directory.CreateTempSubdirectory("slug-probe-").FullName;
    private readonly VisualAssistant _assistant;
    private readonly LayerSet _layers;

    public AnswerProbeTests()
    {
        SmallLlava.Write(_folder);
        _assistant = VisualAssistant.Load(_folder);
        _layers = LlavaLayers.Of(_assistant.Model, ClipLayout.OpenClip);
    }

    public void Dispose()
    {
        _assistant.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData("visual.transformer.resblocks.0.attn.in_proj_weight")]
    [InlineData("visual.transformer.resblocks.1.mlp.c_proj.weight")]
    [InlineData("visual.positional_embedding")]
    public void A_changed_layer_is_measured_as_if_all_were_computed_anew(string name)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var (target, others) = (Pictures(7, seed: 1), Pictures(5, seed: 2));
        // Half of the pictures are called what the model says of them, so that some names are right and some are not.
        var (right, alsoRight) = (Ask(target), Ask(others));
        Assert.All(right.Concat(alsoRight), answer => Assert.NotEmpty(answer));
        using var shown = new AskedPictures(target, [.. right.Select((answer, i) => i % 2 == 0 ? answer : "a name that nothing has")], Keys(7));
        using var kept = new AskedPictures(others, [.. alsoRight], Keys(5));
        using var probe = new AnswerProbe(_assistant, _layers, shown, kept, Options, 0, default);
        probe.Focus([name]);
        Assert.Equal((4.0 / 7, 1.0), (probe.MeasureForget().Top1, probe.MeasureRetained()));

        var layer = _layers[name].Value;
        using var before = layer.clone();
        var measured = new HashSet<double>();
        foreach (var scale in (float[])[0.5f, -1, 4])
        {
            layer.copy_(before * scale);
            Assert.Equal(Share(shown, target), probe.MeasureForget().Top1, 12);
            Assert.Equal(probe.MeasureForget().Top1, probe.MeasureForget().Top5);
            Assert.Equal(Share(kept, others), probe.MeasureRetained(), 12);
            measured.Add(probe.MeasureRetained());
        }

        // The change is seen at all.
        Assert.Contains(measured, share => share < 1);
        layer.copy_(before);
        Assert.Equal((4.0 / 7, 1.0), (probe.MeasureForget().Top1, probe.MeasureRetained()));
    }

    [Fact]
    public void A_part_of_a_name_counts_where_the_config_says_so()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var target = Pictures(4, seed: 3);
        var part = Ask(target).Select(answer => answer.Split(' ')[0]).ToList();
        using var shown = new AskedPictures(target, [.. part.Select(word => $"{word} Qwertz")], Keys(4));
        using var strict = new AnswerProbe(_assistant, _layers, shown, shown, Options, 0, default);
        using var lenient = new AnswerProbe(_assistant, _layers, shown, shown, Options with { AnyPart = true }, 0, default);
        foreach (var probe in (AnswerProbe[])[strict, lenient]) probe.Focus(["visual.transformer.resblocks.0.mlp.c_fc.weight"]);
        Assert.Equal((0.0, 1.0), (strict.MeasureForget().Top1, lenient.MeasureForget().Top1));
    }

    [Theory]
    [InlineData(0.24, false)] // One of four is named: more than may be left.
    [InlineData(0.25, true)]
    [InlineData(0.5, true)]
    public void What_may_be_left_counts_as_gone_and_is_told_by_its_share(double left, bool isGone)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var target = Pictures(4, seed: 4);
        var answers = Ask(target);
        using var shown = new AskedPictures(target, [answers[0], "a name that nothing has", "another", "a third"], Keys(4));
        using var probe = new AnswerProbe(_assistant, _layers, shown, shown, Options, left, default);
        probe.Focus(["visual.transformer.resblocks.0.mlp.c_fc.weight"]);
        Assert.Equal(new ForgetAccuracy(0.25, 0.25) { Allowed = left }, probe.MeasureForget());
        Assert.Equal(isGone, probe.MeasureForget().IsGone);
        Assert.Equal((0.25, 0.25), (probe.ShareNamed(), probe.MeasureRetained()));
    }

    private double Share(AskedPictures asked, Tensor pictures) =>
        Ask(pictures).Zip(asked.Names, (answer, name) => answer.Contains(name, StringComparison.OrdinalIgnoreCase) ? 1.0 : 0.0).Average();

    /// <summary>A picture at a time, through the whole model.</summary>
    private List<string> Ask(Tensor pictures) => [.. Enumerable.Range(0, (int)pictures.shape[0]).Select(i =>
    {
        using var scope = NewDisposeScope();
        return _assistant.Answer(_assistant.Model.Encode(pictures.narrow(0, i, 1)), [new VisualQuestion(Options.Question, 0)], new GenerationOptions { MaxNewTokens = Options.MaxNewTokens })[0];
    })];

    private static Tensor Pictures(int count, ulong seed)
    {
        using var generator = new Generator(seed);
        return randn([count, 3, 16, 16], generator: generator);
    }

    private static IReadOnlyList<string> Keys(int count) => [.. Enumerable.Range(0, count).Select(i => $"{i}")];
}
