using System.Globalization;

namespace Slug.Build.Testing;

/// <summary>Prints a line per project, failures in full and the sum as the last line.</summary>
internal sealed class TestReport(TextWriter output, string root)
{
    private readonly List<TestOutcome> _outcomes = [];

    /// <summary>Whether tests ran and all went well.</summary>
    public bool Succeeded => _outcomes.Sum(o => o.Passed) > 0 && _outcomes.All(o => o.Failures.Count == 0);

    /// <summary>Adds a project that is done.</summary>
    public void Add(TestOutcome outcome)
    {
        _outcomes.Add(outcome);
        if (outcome.IsEmpty)
            return;
        var counts = Counts(outcome.Passed, outcome.Failures.Count, outcome.Skipped);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{outcome.Project,-32} {counts}  {outcome.Duration.TotalSeconds:0.0} s"));
        foreach (var failure in outcome.Failures)
            Print(failure);
    }

    /// <summary>Prints the sum, alone on the last line.</summary>
    public void Conclude()
    {
        if (_outcomes.All(o => o.IsEmpty))
            output.WriteLine("No test ran; is the filter right?");
        output.WriteLine(Counts(_outcomes.Sum(o => o.Passed), _outcomes.Sum(o => o.Failures.Count), _outcomes.Sum(o => o.Skipped)));
    }

    private static string Counts(int passed, int failed, int skipped) =>
        string.Create(CultureInfo.InvariantCulture, $"{passed} passed, {failed} failed, {skipped} skipped");

    private void Print(TestFailure failure)
    {
        output.WriteLine($"  FAILED {failure.Name}");
        Indent(failure.Message);
        // Paths from the root on can be clicked in most terminals, and are shorter.
        Indent(failure.StackTrace.Replace(root + Path.DirectorySeparatorChar, "", StringComparison.Ordinal));
        Indent(failure.Output);
    }

    private void Indent(string text)
    {
        foreach (var line in text.Split('\n').Select(l => l.TrimEnd()).Where(l => l.Length > 0))
            output.WriteLine($"    {line}");
    }
}
