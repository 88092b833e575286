using Slug.Data.Images;
using Slug.Data.WebDataset;
using Slug.Experiments.Configuration;
using Slug.Experiments.Graph;
using Slug.Pipeline.Keys;
using Slug.Pipeline.Stages;

namespace Slug.Experiments.Data;

/// <summary>
/// Samples the image-text pairs that the model never saw, from which the membership attack tells forget sets (METHOD section 4). It belongs to the
/// stage CreateTars.
/// </summary>
/// <param name="unseen">The config's section.</param>
/// <param name="seed">Decides the sample.</param>
/// <param name="graph">The experiment's steps.</param>
/// <param name="downloads">Its files.</param>
public sealed class UnseenTars(UnseenOptions unseen, long seed, StepGraph graph, DownloadStage downloads)
{
    /// <summary>The step's name within its stage.</summary>
    public const string Subject = "unseen";

    /// <summary>Output: the pairs.</summary>
    public const string Pairs = "unseen.tar";

    private sealed record Parameters(
        int Pairs, long Seed, [property: OmittedWhenNull] string? CaptionKey, [property: OmittedWhenNull] string? CaptionEncoding);

    /// <summary>The sampling.</summary>
    public Step Step => graph.Once(StageNames.CreateTars, Subject, () =>
    {
        var parameters = new Parameters(unseen.Pairs, seed, unseen.CaptionKey, unseen.CaptionEncoding);
        return new Step
        {
            Stage = StageNames.CreateTars,
            Subject = Subject,
            Version = 1,
            Parameters = parameters,
            ParametersPath = "evaluate.unseen",
            Inputs = unseen.From.Index().ToDictionary(d => InputOf(d.Index), d => downloads.OutputOf(d.Item)),
            Outputs = [new OutputSpec(Pairs)],
            Run = context => Task.Run(() => Write(parameters, unseen.From, context)),
        };
    });

    private static void Write(Parameters parameters, IReadOnlyList<string> downloads, IStepContext context)
    {
        var report = new ShardReadReport();
        string[] tars = [.. downloads.SelectMany((_, i) => ShardFolder.At(context.Input(InputOf(i)), context.Warn))];
        var captions = new ShardCaptions { Key = parameters.CaptionKey, Encoding = parameters.CaptionEncoding };
        var pairs = ConceptShards.TestSample(tars, parameters.Pairs, parameters.Seed, report, context.Cancellation, captions);
        var (written, leftOut) = ReadableShard.Write(pairs, context.Output(Pairs), context.Log, context.Cancellation, minimum: 0);
        CreateTarsStage.Warn(report, context);
        if (written < ConceptShards.SmallestForgetSet)
        {
            throw new InvalidDataException(
                $"{written} pairs of a readable image (jpg, png or webp) and a caption (txt, or caption in json) are in {string.Join(", ", downloads)}; an unseen set has at least "
                + $"{ConceptShards.SmallestForgetSet}. Name more or other webdataset tars in evaluate.unseen.from.");
        }

        context.Log($"{written} unseen pairs of {report.Samples}{(leftOut > 0 ? $"; {leftOut} left out as unreadable" : "")}");
    }

    private static string InputOf(int i) => $"pairs-{i:D3}";
}
