using Slug.Pipeline.Stages;

namespace Slug.Experiments.Graph;

/// <summary>
/// The steps of one experiment, each made once: a stage asks the stages before it for their steps, and those ask further back, so that
/// without this the first steps would be made again for each of the last.
/// </summary>
/// <param name="resources">What steps keep for each other while they run.</param>
public sealed class StepGraph(RunResources resources)
{
    private readonly Dictionary<(string Stage, string? Subject), Step> _made = [];

    /// <summary>What steps keep for each other while they run.</summary>
    public RunResources Resources => resources;

    /// <summary>A step, made when it is first asked for.</summary>
    /// <param name="stage">Its stage.</param>
    /// <param name="subject">Its name within the stage; null where the stage has one step.</param>
    /// <param name="make">Makes it.</param>
    public Step Once(string stage, string? subject, Func<Step> make)
    {
        ArgumentNullException.ThrowIfNull(make);
        if (_made.TryGetValue((stage, subject), out var made)) return made;
        return _made[(stage, subject)] = make();
    }
}
