using System.Text;

namespace Slug.Data.Pairs;

/// <summary>
/// Takes the text of a table apart into rows of cells, each letter once: a hostile table takes no longer than another. Double quotes around a cell
/// let it hold separators, line ends and, doubled, quotes (RFC 4180); quotes within a cell are letters, and what follows a closing quote belongs to
/// the cell, as in Python's <c>csv</c>. Empty lines are no rows.
/// </summary>
/// <param name="path">The table, for messages.</param>
/// <param name="text">Its text.</param>
/// <param name="separator">What separates cells.</param>
/// <param name="quotes">Whether double quotes mean something.</param>
internal sealed class CsvRows(string path, string text, char separator, bool quotes)
{
    private readonly StringBuilder _quoted = new();

    private int _at;
    private int _line = 1;

    /// <summary>The rows, each with the line that it begins in, and its cells without blanks around them.</summary>
    /// <exception cref="InvalidDataException">A quote is opened and never closed; its line is named.</exception>
    public IEnumerable<(int Line, string[] Cells)> Read()
    {
        var cells = new List<string>();
        while (_at < text.Length)
        {
            if (AtLineEnd())
            {
                SkipLineEnd();
                continue;
            }
            var line = _line;
            cells.Clear();
            cells.Add(Cell());
            while (_at < text.Length && text[_at] == separator)
            {
                _at++;
                cells.Add(Cell());
            }
            SkipLineEnd();
            yield return (line, [.. cells]);
        }
    }

    // Up to the separator or line end behind it.
    private string Cell()
    {
        if (quotes && _at < text.Length && text[_at] == '"')
            return Quoted();
        var rest = text.AsSpan(_at);
        var length = rest.IndexOfAny(separator, '\n', '\r');
        var cell = length < 0 ? rest : rest[..length];
        _at += cell.Length;
        return cell.Trim().ToString();
    }

    private string Quoted()
    {
        var opened = _line;
        _quoted.Clear();
        _at++;
        while (true)
        {
            var length = text.AsSpan(_at).IndexOf('"');
            if (length < 0)
                throw new InvalidDataException($"{path}, line {opened}: a cell begins with a double quote that is never closed; a quote within a cell in quotes is written twice.");
            Take(length);
            _at++;
            if (_at == text.Length || text[_at] != '"')
                break;
            _quoted.Append('"');
            _at++;
        }
        var behind = text.AsSpan(_at).IndexOfAny(separator, '\n', '\r');
        Take(behind < 0 ? text.Length - _at : behind);
        return _quoted.ToString().Trim();
    }

    private void Take(int length)
    {
        var letters = text.AsSpan(_at, length);
        _quoted.Append(letters);
        for (var i = letters.IndexOfAny('\n', '\r'); i >= 0; i = letters.IndexOfAny('\n', '\r'))
        {
            // \r\n is one end.
            letters = letters[(letters[i..].StartsWith("\r\n") ? i + 2 : i + 1)..];
            _line++;
        }
        _at += length;
    }

    private bool AtLineEnd() => text[_at] is '\n' or '\r';

    private void SkipLineEnd()
    {
        if (_at == text.Length)
            return;
        _at += text.AsSpan(_at).StartsWith("\r\n") ? 2 : 1;
        _line++;
    }
}
