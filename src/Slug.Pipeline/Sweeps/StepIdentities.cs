using System.Text;
using Slug.Pipeline.Keys;
using Slug.Pipeline.Planning;
using Slug.Pipeline.Stages;

namespace Slug.Pipeline.Sweeps;

/// <summary>
/// Tells which steps of different points are the same work before anything has run. A key says so, but a step has none while a step
/// before it is stale; then the identity is a hash of what the key will be made of, with the identities of the steps before in place of
/// what they have yet to make.
/// </summary>
public static class StepIdentities
{
    /// <summary>The identity of every planned step, by the step's id. Equal identities mean equal work.</summary>
    /// <param name="steps">The steps of a point; may be more than are planned.</param>
    /// <param name="plan">The point's plan.</param>
    public static IReadOnlyDictionary<string, Digest> Of(IReadOnlyList<Step> steps, PlanReport plan)
    {
        var byId = steps.ToDictionary(s => s.Id, StringComparer.Ordinal);
        var identities = new Dictionary<string, Digest>(StringComparer.Ordinal);
        // A plan is in an order in which steps can run, so what a step reads from comes before it.
        foreach (var planned in plan.Steps)
            identities[planned.Id] = planned.Key ?? Hash(byId[planned.Id], identities);
        return identities;
    }

    private static Digest Hash(Step step, Dictionary<string, Digest> identities)
    {
        var text = new StringBuilder("to be made: ").Append(step.Stage).Append(' ').Append(step.Version).Append(' ').Append(CanonicalJson.Write(step.Parameters));
        foreach (var (name, source) in step.Inputs.OrderBy(i => i.Key, StringComparer.Ordinal))
        {
            text.Append('\n').Append(name).Append(" = ");
            _ = source is StepOutput(var id, var output)
                ? text.Append(identities[id]).Append(' ').Append(output)
                : text.Append(((SourcePath)source).Path);
        }
        return Digest.Of(Encoding.UTF8.GetBytes(text.ToString()));
    }
}
