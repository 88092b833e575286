using System.Text;
using Slug.Pipeline.Keys;
using Slug.Pipeline.Stages;

namespace Slug.Pipeline.Planning;

/// <summary>
/// Tells which steps of different experiments are the same work before anything has run. A key says so, but a step has none while a step
/// before it is stale; then the identity is a hash of what the key will be made of, with the identities of the steps before in place of
/// what they have yet to make.
/// </summary>
internal static class StepIdentities
{
    /// <summary>What tells a whole plan from another, whatever of it is done.</summary>
    /// <param name="steps">The steps in the order of the plan.</param>
    public static Digest OfPlan(IReadOnlyList<Step> steps)
    {
        var identities = new Dictionary<string, Digest>(StringComparer.Ordinal);
        foreach (var step in steps)
            identities[step.Id] = Of(step, null, CanonicalJson.Write(step.Parameters), identities);
        return Digest.Of(Encoding.UTF8.GetBytes(string.Concat(identities.Select(i => $"{i.Key} {i.Value}\n"))));
    }

    /// <summary>The identity of a step. Equal identities mean equal work.</summary>
    /// <param name="step">The step.</param>
    /// <param name="key">Its key, which is its identity where it is known.</param>
    /// <param name="parameters">Its parameters as canonical JSON.</param>
    /// <param name="before">The identities of the steps that it reads from.</param>
    public static Digest Of(Step step, Digest? key, string parameters, IReadOnlyDictionary<string, Digest> before)
    {
        if (key is { } known)
            return known;
        var text = new StringBuilder("to be made: ").Append(step.Stage).Append(' ').Append(step.Version).Append(' ').Append(parameters);
        foreach (var (name, source) in step.Inputs.OrderBy(i => i.Key, StringComparer.Ordinal))
        {
            text.Append('\n').Append(name).Append(" = ");
            _ = source is StepOutput(var id, var output)
                ? text.Append(before[id]).Append(' ').Append(output)
                : text.Append(((SourcePath)source).Path);
        }
        return Digest.Of(Encoding.UTF8.GetBytes(text.ToString()));
    }
}
