using System.ComponentModel.DataAnnotations;
using Slug.Evaluation.Answers;
using Slug.Models.Vlm;
using Slug.Pipeline.Keys;

namespace Slug.Experiments.Vlm.Configuration;

/// <summary>What models are asked about the pictures of the data, and how answers are generated.</summary>
public sealed record AnswerOptions
{
    /// <summary>The text around a question: <c>{question}</c> in its place, <c>&lt;image&gt;</c> where the picture stands.</summary>
    public string Prompt { get; init; } = PromptTemplate.Llava15.Text;

    /// <summary>The question whose answer is to name what the picture shows.</summary>
    [MinLength(1)]
    public string Question { get; init; } = "What is the name of the person in the image?";

    /// <summary>The question for the coarser kind, of data that have one; null asks none.</summary>
    [OmittedWhenNull, MinLength(1)]
    public string? KindQuestion { get; init; }

    /// <summary>A question to be answered by yes or no, <c>{name}</c> standing for a name, <c>{a name}</c> for a name with "a" or "an", as its spelling tells: asked of a picture's own name and of another; null asks none.</summary>
    [OmittedWhenNull, RegularExpression(@"(?s).*\{(a )?name\}.*", ErrorMessage = "{0} must have {{name}} or {{a name}} in it")]
    public string? YesNoQuestion { get; init; }

    /// <summary>Whether a part of the name, such as the family name alone, is enough.</summary>
    public bool AnyPart { get; init; }

    /// <summary>The longest answer, in tokens.</summary>
    [Range(1, 4096)]
    public int MaxNewTokens { get; init; } = 16;

    /// <summary>How many other names' test pictures are asked about, a seeded choice; null asks about all.</summary>
    [Range(1, 1_000_000)]
    public int? OtherNames { get; init; } = 100;

    /// <summary>Asks about the search set's pictures too, which a small LLaVA was trained on: how well it knows what it has seen.</summary>
    public bool SearchSet { get; init; }

    /// <summary>
    /// New augmented views of each of the search set's pictures of the concepts that are asked about too: whether a concept is gone beyond what the search looked
    /// at. For emoji alone, and with <c>searchSet</c>.
    /// </summary>
    [OmittedWhenNull, Range(1, 1000)]
    public int? FreshViews { get; init; }

    /// <summary>Prompts that go through the decoder together; decides about time and memory.</summary>
    [Range(1, 4096)]
    public int BatchSize { get; init; } = 8;

    /// <summary>These options without what changes no answer: what a key may hold.</summary>
    internal AnswerOptions ForKey() => this with { BatchSize = new AnswerOptions().BatchSize };

    /// <summary>How answers are generated.</summary>
    internal GenerationOptions ToGeneration() => new() { MaxNewTokens = MaxNewTokens, BatchSize = BatchSize };
}

/// <summary>A question file of the user's: JSON lines or parquet with <c>picture</c>, <c>question</c> and <c>answers</c>.</summary>
public sealed record QuestionFileOptions
{
    /// <summary>What tables call it: <c>GQA</c>; not what they call our own questions, such as <c>names</c> or <c>views</c>, nor a column or row, such as <c>seconds</c>.</summary>
    [RegularExpression("[A-Za-z0-9][A-Za-z0-9._@-]*", ErrorMessage = "{0} stands in tables: letters, digits, '.', '-', '_' and '@'")]
    public required string Name { get; init; }

    /// <summary>The file, relative to the config or to the repository.</summary>
    public required string File { get; init; }

    /// <summary>The folder that its pictures' paths are relative to; null for the file's own.</summary>
    [OmittedWhenNull]
    public string? Pictures { get; init; }

    /// <summary>When an answer is right: <c>exact</c>, <c>contained</c>, or <c>yesNo</c>.</summary>
    public AnswerScoring Scoring { get; init; } = AnswerScoring.Exact;

    /// <summary>Whether a set of questions about the data's pictures, or a measure of their answers, has a name already (<c>names</c>, <c>names@1</c>).</summary>
    internal static bool IsOurs(string name) => name.Split('@')[0].ToLowerInvariant() is
        "names" or "kinds" or "yes-no" or "known" or "known-kinds" or "known-yes-no" or "views" or "fa" or "fa-known" or "fa-views" or "fa-yes";

    /// <summary>Whether a column of the result table, in any of its forms, or a row has a name already (<c>seconds</c>, <c>original</c>).</summary>
    internal static bool IsOfTable(string name) => name.Split('@')[0].ToLowerInvariant() is
        "method" or "concept" or "learningrate" or "lr" or "setting" or "verdict" or "epoch" or "layer" or "lambda" or "fa1" or "fa5" or "ta" or "seconds" or "storedbytes" or "peakbytes" or
        "forgotten" or "memory" or "stored" or "mia" or "mia-loss" or "miadistance" or "mialoss" or "reachedinsearch" or "original" or "slug" or "mean" or "published";
}
