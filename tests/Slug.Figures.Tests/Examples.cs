using Slug.Figures.ParetoFront;
using Slug.Figures.Similarity;
using Slug.Figures.StepSize;
using Slug.Figures.TradeOff;

namespace Slug.Figures.Tests;

/// <summary>Made-up data that look like an experiment's.</summary>
internal static class Examples
{
    private static readonly string[] Parts =
        ["attn.in_proj", "attn.out_proj", "mlp.c_fc", "mlp.c_proj", "ln_1", "ln_2"];

    /// <summary>A tower of blocks whose layers scatter over three decades, with its true Pareto front.</summary>
    internal static ParetoFrontData Pareto(int blocks = 4, string tower = "vision", int seed = 7)
    {
        Random random = new(seed);
        List<(string Layer, double Alignment, double Importance)> layers = [];
        for (int block = 0; block < blocks; block++)
        {
            foreach (string part in Parts)
                layers.Add(($"resblocks.{block}.{part}", Spread(random, -2.6, 2.3), Spread(random, -4.2, 1.6)));
        }

        layers.Add((tower == "vision" ? "conv1" : "text_projection", Spread(random, -2, 1.5), Spread(random, -4, 1)));
        ParetoFrontPoint[] points =
        [
            .. layers.Select(layer => new ParetoFrontPoint(
                layer.Layer,
                layer.Alignment,
                layer.Importance,
                !layers.Any(other => other.Alignment < layer.Alignment && other.Importance > layer.Importance))),
        ];
        int selected = Array.FindIndex(points, point => point.OnFront);
        points[selected] = points[selected] with { Selected = true };
        return new ParetoFrontData("tiger face", tower, points, $"{points[selected].Layer} ({tower} tower)");
    }

    internal static StepSizeData Steps() => new(
        "tiger face",
        "text: resblocks.0.attn.out_proj",
        [
            new StepSizePoint(0.5, 0.89, 1, 0.52), new StepSizePoint(1, 0.78, 0.94, 0.518), new StepSizePoint(2, 0.33, 0.61, 0.511),
            new StepSizePoint(4, 0, 0, 0.468), new StepSizePoint(3, 0.06, 0.17, 0.502), new StepSizePoint(3.5, 0, 0, 0.489),
            new StepSizePoint(3.25, 0, 0.06, 0.495), new StepSizePoint(3.375, 0, 0, 0.492), new StepSizePoint(3.3125, 0, 0, 0.494),
        ],
        3.3125,
        0.523,
        "264 other names, top-1");

    internal static SimilarityMatrixData Similarities()
    {
        string[] captions = ["tiger face", "rocket", "hamburger", "panda face", "mountain cableway"];
        Random random = new(3);
        double[,] before = new double[5, 5];
        double[,] after = new double[5, 5];
        for (int i = 0; i < 5; i++)
        {
            for (int j = 0; j < 5; j++)
            {
                before[i, j] = i == j ? 0.62 + (0.2 * random.NextDouble()) : -0.12 + (0.35 * random.NextDouble());
                after[i, j] = i == 0 && j == 0 ? 0.04 : before[i, j] + (0.04 * (random.NextDouble() - 0.5));
            }
        }

        return new SimilarityMatrixData(
            [.. captions.Select((caption, i) => new SimilarityConcept(caption, Picture(i), 32, Target: i == 0))], before, after);
    }

    internal static MethodTradeOffData Methods() => new(
        "Five names forgotten, mean",
        "FA@1",
        "ImageNet, top-1",
        [
            new MethodTradeOffPoint("original", 0.7305, 0.6012, MethodKind.Original), new MethodTradeOffPoint("FT", 0.6608, 0.6036),
            new MethodTradeOffPoint("GA", 0, 0.3588), new MethodTradeOffPoint("GAFT", 0, 0.5552), new MethodTradeOffPoint("SalUn", 0, 0.5545),
            new MethodTradeOffPoint("SSD", 0, 0.5184), new MethodTradeOffPoint("SLUG", 0, 0.5996, MethodKind.Ours),
        ]);

    /// <summary>A disc on a coloured ground, 32 by 32.</summary>
    private static byte[] Picture(int seed)
    {
        byte[] rgb = new byte[32 * 32 * 3];
        for (int i = 0; i < 32 * 32; i++)
        {
            double distance = Math.Sqrt(Math.Pow((i % 32) - 15.5, 2) + Math.Pow((i / 32) - 15.5, 2));
            bool disc = distance < 13;
            rgb[3 * i] = (byte)(disc ? 60 + (40 * seed) : 255);
            rgb[(3 * i) + 1] = (byte)(disc ? 220 - (30 * seed) : 255);
            rgb[(3 * i) + 2] = (byte)(disc ? (i / 32 * 6) + 20 : 255);
        }

        return rgb;
    }

    private static double Spread(Random random, double low, double span) => Math.Pow(10, low + (span * random.NextDouble()));
}
