namespace Slug.Data.Questions;

/// <summary>A question of a question file.</summary>
/// <param name="Line">Where in the file: a line, or the number of a row.</param>
/// <param name="Picture">The picture's path as it is written there; a name made of the row where the file holds the picture itself.</param>
/// <param name="Question">The question.</param>
/// <param name="Answers">The accepted answers.</param>
public sealed record QuestionRow(int Line, string Picture, string Question, IReadOnlyList<string> Answers)
{
    /// <summary>The encoded picture, where the file holds it; null where <see cref="Picture"/> is a path.</summary>
    public byte[]? Bytes { get; init; }
}
