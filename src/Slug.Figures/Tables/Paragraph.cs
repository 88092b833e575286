using System.Text;

namespace Slug.Figures.Tables;

/// <summary>Text for a terminal of some width: broken between words, never within one.</summary>
public static class Paragraph
{
    /// <summary>Breaks a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="width">Characters in a line; a longer word stands out.</param>
    /// <param name="indent">Blanks before all lines but the first.</param>
    public static string Of(string text, int width, int indent = 0)
    {
        ArgumentNullException.ThrowIfNull(text);
        StringBuilder lines = new();
        int column = 0;
        foreach (string word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (lines.Length > 0 && column + 1 + word.Length > width)
            {
                lines.Append('\n').Append(' ', indent);
                column = indent;
            }
            else if (lines.Length > 0)
            {
                lines.Append(' ');
                column++;
            }

            lines.Append(word);
            column += word.Length;
        }

        return lines.ToString();
    }
}
