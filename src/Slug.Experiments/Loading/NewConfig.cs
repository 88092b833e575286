using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;
using Slug.Experiments.Graph;

namespace Slug.Experiments.Loading;

/// <summary>What a new config is made of.</summary>
public sealed record NewConfigAnswers
{
    /// <summary>The experiment's name.</summary>
    public string Experiment { get; init; } = "";

    /// <summary>The command that runs the config.</summary>
    public string Command { get; init; } = "";

    /// <summary>What to forget.</summary>
    public required IReadOnlyList<string> Forget { get; init; }

    /// <summary>The checkpoint, relative to the config.</summary>
    public required string Checkpoint { get; init; }

    /// <summary>The pictures, relative to the config.</summary>
    public required string Data { get; init; }

    /// <summary>The model card; null where one lies beside the checkpoint.</summary>
    public string? Card { get; init; }
}

/// <summary>Writes a commented config for data and a model of the user's.</summary>
public static partial class NewConfig
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The name of a concept in file names.</summary>
    public static string FileName(string concept) => new Concept(concept).FileName is { Length: > 0 } name && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '-') ? name : "concept";

    /// <summary>The config as YAML.</summary>
    public static string Write(NewConfigAnswers answers)
    {
        ArgumentNullException.ThrowIfNull(answers);
        var text = new StringBuilder();
        text.Append($"""
            # Makes a model forget {string.Join(", ", answers.Forget.Select(c => c.ReplaceLineEndings(" ")))}. Paths are relative to this file; docs/own-data.md and docs/keys.md say what else it may hold.
            #
            #   {answers.Command}
            #   {answers.Command.Replace("./build.sh ", "./build.sh --target=Status ", StringComparison.Ordinal)}   (what would run; runs nothing)
            experiment: {answers.Experiment}   # the folder under results/
            seed: 1

            data:
              from: {Scalar(answers.Data)}   # every set is cut from it, class by class
              # test: PATH      pictures to measure on; without it a fifth of each class
              # search: PATH    pictures to choose layer and step size on; without it a fifth of each class
              # forget: PATH    where what is forgotten is a set of its own
              # classes: [a, b] where captions name the classes, not folders

            model:
              checkpoint: {Scalar(answers.Checkpoint)}

            """);
        text.Append(answers.Card is { } card ? $"  card: {Scalar(card)}\n" : "  # card: ViT-B-32   where neither config.json nor open_clip_config.json lies beside the checkpoint\n");
        text.Append($"""

            unlearn:
              concepts: [{string.Join(", ", answers.Forget.Select(Scalar))}]   # each forgotten on its own
              candidates: pareto   # the layers to search; 'all' searches every one
              # ablations: [pareto-layers, whole-model]   what a single layer is compared with

            # compare:             other methods, a row each
            #   - {"{ method: ft, learningRate: 1e-6 }"}

            """);
        return text.ToString();
    }

    // JSON's texts are YAML's.
    private static string Scalar(string text) => PlainText().IsMatch(text) && !Special().IsMatch(text) ? text : JsonSerializer.Serialize(text, Plain);

    [GeneratedRegex(@"\A[A-Za-z_./~][A-Za-z0-9_./ -]*(?<! )\z")]
    private static partial Regex PlainText();

    [GeneratedRegex(@"\A(true|false|null|yes|no|on|off|y|n|~|\.nan|\.inf)\z|\A[\d.]", RegexOptions.IgnoreCase)]
    private static partial Regex Special();
}
