using System.Xml.Linq;

namespace Slug.Build.Testing;

/// <summary>Reads the results file (.trx) that <c>dotnet test</c> writes.</summary>
internal static class TrxFile
{
    private static readonly XNamespace Ns = "http://microsoft.com/schemas/VisualStudio/TeamTest/2010";

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="project">The test project's name.</param>
    /// <param name="duration">Its wall time.</param>
    public static TestOutcome Read(string path, string project, TimeSpan duration)
    {
        var document = XDocument.Load(path);
        var results = document.Descendants(Ns + "UnitTestResult").ToList();
        var failures = results.Where(r => Outcome(r) is not ("Passed" or "NotExecuted")).Select(Failure).ToList();
        // A test process that dies reports on the run, not on a test.
        failures.AddRange(document.Descendants(Ns + "RunInfo")
            .Where(i => (string?)i.Attribute("outcome") == "Error")
            .Select(i => new TestFailure($"{project} (the test run)", i.Element(Ns + "Text")?.Value ?? "The test run was aborted.", "", "")));
        return new TestOutcome(
            project, results.Count(r => Outcome(r) == "Passed"), results.Count(r => Outcome(r) == "NotExecuted"), failures, duration);
    }

    private static string? Outcome(XElement result) => (string?)result.Attribute("outcome");

    private static TestFailure Failure(XElement result)
    {
        var output = result.Element(Ns + "Output");
        var error = output?.Element(Ns + "ErrorInfo");
        return new TestFailure(
            (string?)result.Attribute("testName") ?? "(unnamed)",
            error?.Element(Ns + "Message")?.Value ?? $"outcome {Outcome(result)}",
            error?.Element(Ns + "StackTrace")?.Value ?? "",
            output?.Element(Ns + "StdOut")?.Value ?? "");
    }
}
