namespace Slug.Models.Vlm;

/// <summary>The text around a question, with <c>{question}</c> in its place and <c>&lt;image&gt;</c> where the picture stands.</summary>
public sealed record PromptTemplate
{
    /// <summary>Where the question goes.</summary>
    public const string Question = "{question}";

    /// <summary>Where the picture goes.</summary>
    public const string Image = "<image>";

    /// <summary>LLaVA-1.5's own.</summary>
    public static PromptTemplate Llava15 { get; } = new("USER: <image>\n{question} ASSISTANT:");

    /// <summary>Makes a template.</summary>
    /// <exception cref="InvalidDataException">The question has no place or several, or the picture has several.</exception>
    public PromptTemplate(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (Count(text, Question) != 1) throw new InvalidDataException($"The prompt '{text}' has {Question} {Count(text, Question)} times; it must be there once.");
        if (Count(text, Image) > 1) throw new InvalidDataException($"The prompt '{text}' has {Image} {Count(text, Image)} times; a question has one picture.");
        Text = text;
    }

    /// <summary>The text.</summary>
    public string Text { get; }

    /// <summary>The prompt of a question; a question without a picture leaves the picture's place and the line break behind it out.</summary>
    /// <exception cref="InvalidDataException">The question is empty, or names a picture's place itself.</exception>
    public string Of(string question, bool hasPicture)
    {
        if (string.IsNullOrWhiteSpace(question)) throw new InvalidDataException("A question is empty.");
        if (question.Contains(Image, StringComparison.Ordinal)) throw new InvalidDataException($"The question '{question}' holds {Image}, whose place the prompt gives.");
        if (hasPicture && Count(Text, Image) == 0) throw new InvalidDataException($"The prompt '{Text}' has no place for the picture: write {Image} where it belongs.");
        var text = hasPicture ? Text : Text.Replace(Image + "\n", "", StringComparison.Ordinal).Replace(Image, "", StringComparison.Ordinal);
        return text.Replace(Question, question.Trim(), StringComparison.Ordinal);
    }

    private static int Count(string text, string part) => text.Split(part).Length - 1;
}
