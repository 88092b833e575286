using System.Globalization;

namespace Slug.Figures.Similarity;

/// <summary>What is drawn, before any pixel. Pure, so that tests can pin it.</summary>
/// <param name="Title">Title of the figure.</param>
/// <param name="Captions">Captions of the columns, broken into lines.</param>
/// <param name="Targets">Indices of the concepts that were to be unlearned.</param>
/// <param name="Before">Cells of the original model, row by row.</param>
/// <param name="After">Cells of the changed model, row by row.</param>
/// <param name="Low">Value of the palest colour.</param>
/// <param name="High">Value of the darkest colour.</param>
internal sealed record SimilarityMatrixDrawing(
    string Title,
    IReadOnlyList<string> Captions,
    IReadOnlyList<int> Targets,
    IReadOnlyList<SimilarityMatrixDrawing.Cell> Before,
    IReadOnlyList<SimilarityMatrixDrawing.Cell> After,
    double Low,
    double High)
{
    private const double Step = 0.1;
    private const int LineLength = 11;
    private const int MostNamed = 3;

    /// <summary>A value, and how it is printed.</summary>
    internal sealed record Cell(int Row, int Column, double Value, string Text);

    /// <summary>Works out the drawing.</summary>
    /// <exception cref="ArgumentException">Sizes disagree, or a cosine is not a finite number.</exception>
    internal static SimilarityMatrixDrawing From(SimilarityMatrixData data)
    {
        Check(data);
        double[] all = [.. data.Before.Cast<double>(), .. data.After.Cast<double>()];
        double low = Math.Floor((all.Min() / Step) + 1e-9) * Step;
        double high = Math.Max(Math.Ceiling((all.Max() / Step) - 1e-9) * Step, low + Step);
        return new SimilarityMatrixDrawing(
            TitleOf(data.Concepts),
            [.. data.Concepts.Select(concept => Break(concept.Caption))],
            [.. Enumerable.Range(0, data.Concepts.Count).Where(i => data.Concepts[i].Target)],
            Cells(data.Before),
            Cells(data.After),
            Math.Round(low, 6),
            Math.Round(high, 6));
    }

    /// <summary>The title: what is unlearned, and what was to be and is not.</summary>
    private static string TitleOf(IReadOnlyList<SimilarityConcept> concepts)
    {
        string[] unlearned = [.. concepts.Where(concept => concept is { Target: true, Remains: false }).Select(concept => concept.Caption)];
        string[] remaining = [.. concepts.Where(concept => concept is { Target: true, Remains: true }).Select(concept => concept.Caption)];
        string[] parts = [.. new[] { Names(unlearned, "unlearned"), Names(remaining, "NOT forgotten") }.Where(part => part.Length > 0)];
        const string what = "Cosine similarity of images and captions";
        return parts.Length == 0 ? what : $"{what}: {string.Join("; ", parts)}";
    }

    private static string Names(string[] names, string fate) => names.Length switch
    {
        0 => string.Empty,
        <= MostNamed => $"{string.Join(", ", names)} {fate}",
        _ => $"{names.Length} concepts {fate}",
    };

    /// <summary>Breaks a caption between words, so that it fits over its column.</summary>
    private static string Break(string caption)
    {
        List<string> lines = [];
        foreach (string word in caption.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (lines.Count > 0 && lines[^1].Length + 1 + word.Length <= LineLength)
                lines[^1] += " " + word;
            else
                lines.Add(word);
        }

        return string.Join('\n', lines);
    }

    private static Cell[] Cells(double[,] values) =>
    [
        .. from row in Enumerable.Range(0, values.GetLength(0))
           from column in Enumerable.Range(0, values.GetLength(1))
           select new Cell(row, column, values[row, column], Print(values[row, column])),
    ];

    /// <summary>Two decimals, with a true minus sign, and no negative zero.</summary>
    private static string Print(double value)
    {
        double rounded = Math.Round(value, 2, MidpointRounding.AwayFromZero);
        return (rounded == 0 ? 0 : rounded).ToString("0.00", CultureInfo.InvariantCulture).Replace('-', '−');
    }

    private static void Check(SimilarityMatrixData data)
    {
        int n = data.Concepts.Count;
        if (n == 0)
            throw new ArgumentException("The similarity figure needs at least one concept.", nameof(data));
        foreach ((string name, double[,] values) in new[] { ("before", data.Before), ("after", data.After) })
        {
            if (values.GetLength(0) != n || values.GetLength(1) != n)
                throw new ArgumentException($"{n} concepts, but the matrix {name} is {values.GetLength(0)} x {values.GetLength(1)}.", nameof(data));
            if (values.Cast<double>().Any(value => !double.IsFinite(value)))
                throw new ArgumentException($"The matrix {name} holds a value that is not a finite number.", nameof(data));
        }

        if (data.Concepts.FirstOrDefault(concept => concept.Image.Length != concept.Side * concept.Side * 3) is { } bad)
        {
            throw new ArgumentException(
                $"The picture of '{bad.Caption}' has {bad.Image.Length} bytes; {bad.Side} x {bad.Side} x 3 are {bad.Side * bad.Side * 3}.", nameof(data));
        }
    }
}
