namespace Slug.Build.Testing;

/// <summary>A test that failed.</summary>
/// <param name="Name">Its full name.</param>
/// <param name="Message">What the assertion said.</param>
/// <param name="StackTrace">Where, with file and line.</param>
/// <param name="Output">What the test wrote, or an empty string.</param>
internal sealed record TestFailure(string Name, string Message, string StackTrace, string Output);

/// <summary>How one test project went.</summary>
/// <param name="Project">Its name.</param>
/// <param name="Passed">Tests that passed.</param>
/// <param name="Skipped">Tests that were skipped.</param>
/// <param name="Failures">Tests that failed.</param>
/// <param name="Duration">Wall time, the test process's start included.</param>
internal sealed record TestOutcome(string Project, int Passed, int Skipped, IReadOnlyList<TestFailure> Failures, TimeSpan Duration)
{
    /// <summary>Whether it ran any test at all.</summary>
    public bool IsEmpty => Passed + Skipped + Failures.Count == 0;
}
