namespace Slug.Pipeline.Stages;

/// <summary>
/// One node of a plan: a stage at one set of parameters and inputs. Its key is the SHA-256 of {key schema, stage, stage version,
/// parameters, digest of every input's content}; equal keys mean equal outputs.
/// </summary>
public sealed record Step
{
    /// <summary>The stage's name: <c>Unlearn</c>.</summary>
    public required string Stage { get; init; }

    /// <summary>What tells apart several steps of one stage (<c>rocket</c>), or null where there is one. Not part of the key.</summary>
    public string? Subject { get; init; }

    /// <summary>Raised by whoever changes what the stage computes, so that older results are not taken for its own.</summary>
    public required int Version { get; init; }

    /// <summary>
    /// The slice of the config that the stage reads, nothing more: a record of records, lists, dictionaries with string keys, strings,
    /// booleans, numbers and enums. The engine writes it as canonical, type-tagged JSON.
    /// </summary>
    public required object Parameters { get; init; }

    /// <summary>
    /// Where the parameters stand in the config (<c>unlearn</c>), to name a changed one to the user as it stands there
    /// (<c>unlearn.search.iterations: 10 -> 12</c>).
    /// </summary>
    public string ParametersPath { get; init; } = "";

    /// <summary>The inputs by name.</summary>
    public IReadOnlyDictionary<string, ArtifactSource> Inputs { get; init; } = new Dictionary<string, ArtifactSource>();

    /// <summary>The outputs; every one must exist when <see cref="Run"/> returns.</summary>
    public required IReadOnlyList<OutputSpec> Outputs { get; init; }

    /// <summary>
    /// Outputs of steps before it that this step has put to the test: where <see cref="Refutes"/> says so, the results folder does not show them.
    /// </summary>
    public IReadOnlyList<StepOutput> Judges { get; init; } = [];

    /// <summary>
    /// Whether what this step found speaks against what it <see cref="Judges"/>, told from its own outputs alone (it takes the path of each by name), so
    /// that a judgement from the store counts like one just made.
    /// </summary>
    public Func<Func<string, string>, bool> Refutes { get; init; } = _ => false;

    /// <summary>Computes the outputs from the inputs. Must depend on nothing else.</summary>
    public required Func<IStepContext, Task> Run { get; init; }

    /// <summary>The step's name in plans, logs and messages: <c>Unlearn/rocket</c>, or the stage's name alone.</summary>
    public string Id => Subject is null ? Stage : $"{Stage}/{Subject}";

    /// <summary>Refers to one of this step's outputs as another step's input.</summary>
    /// <param name="name">The output's name.</param>
    /// <exception cref="ArgumentException">The step has no such output.</exception>
    public StepOutput Output(string name) =>
        Outputs.Any(o => o.Name == name) ? new StepOutput(Id, name) : throw new ArgumentException($"{Id} has no output '{name}'.", nameof(name));
}
