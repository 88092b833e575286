namespace Slug.Pipeline.Planning;

/// <summary>The plan cannot be run. Carries every problem found, not the first.</summary>
public sealed class PlanException : Exception
{
    /// <summary>Lists the problems, one a line.</summary>
    public PlanException(IReadOnlyList<string> problems)
        : base(string.Join(Environment.NewLine, problems)) => Problems = problems;

    /// <summary>The problems in the order of the plan.</summary>
    public IReadOnlyList<string> Problems { get; }
}
