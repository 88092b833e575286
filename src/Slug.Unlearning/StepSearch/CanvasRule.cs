namespace Slug.Unlearning.StepSearch;

/// <summary>
/// How the reference looks for the step size on UnlearnCanvas (METHOD section 6), where nothing of the target shall be seen and little of the rest be lost, and
/// every measure rests on few pictures. It begins at <c>λ₀ = 0.4‖θ‖/‖g‖</c> between 0 and 10 λ₀ and halves: towards 0 where the target is gone and its domain has
/// lost accuracy, away from it where the target is there and its domain has lost less than a hundredth. It ends where the target is gone at a loss of less than a
/// tenth, after eleven rounds, or where neither holds: the target is there and its domain is lost already, and no step size beyond or before is asked for.
/// </summary>
/// <param name="RetainedBefore">The accuracy on the other labels of the target's domain before any change.</param>
public sealed record CanvasRule(double RetainedBefore)
{
    /// <summary>By what the first step divides the layer: <c>λ₀ = (‖θ‖/‖g‖)/2.5</c>.</summary>
    public const double FirstStepDivisor = 2.5;

    /// <summary>Rounds at most.</summary>
    public const int Rounds = 11;

    private const double Reach = 10, Enough = 0.1, Slack = 0.01;

    /// <summary>Searches.</summary>
    /// <param name="first">λ₀.</param>
    /// <param name="evaluate">Measures target and domain at a step size.</param>
    /// <returns>Every evaluation, and the one that is taken: where the search ended by itself; of a search that did not, what keeps the most where the target is gone.</returns>
    public (IReadOnlyList<StepEvaluation> Trace, StepEvaluation? Taken) Search(double first, Func<double, StepEvaluation> evaluate)
    {
        ArgumentNullException.ThrowIfNull(evaluate);
        var trace = new List<StepEvaluation>();
        var (low, high, lambda) = (0.0, Reach * first, first);
        for (var round = 0; round < Rounds; round++)
        {
            var found = evaluate(lambda);
            trace.Add(found);
            var (isGone, retained) = (found.Forget.IsNotFirst, found.Retained!.Value);
            if (isGone && Math.Abs(retained - RetainedBefore) < Enough) return (trace, found);
            if (isGone && retained < RetainedBefore) high = lambda;
            else if (!isGone && retained > RetainedBefore - Slack) low = lambda;
            else break;
            lambda = (low + high) / 2;
        }

        return (trace, trace.Where(e => e.Forget.IsNotFirst).OrderByDescending(e => e.Retained).ThenBy(e => e.Lambda).FirstOrDefault());
    }
}
