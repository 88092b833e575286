using Slug.Experiments.Configuration;
using Slug.Pipeline.Stages;

namespace Slug.Experiments.Graph;

/// <summary>A family of models that go through the stages in one way: what its config may say, and the steps that come of it.</summary>
public interface IFamily
{
    /// <summary>What a config calls it: <c>family: clip</c>.</summary>
    string Name { get; }

    /// <summary>Its options, a record that derives from <see cref="ExperimentOptions"/>.</summary>
    Type Options { get; }

    /// <summary>Checks what a config says beyond its form, and loads what it names.</summary>
    /// <param name="options">The config, of the type <see cref="Options"/>.</param>
    /// <param name="check">Takes every mistake.</param>
    /// <returns>The experiment; of no use where there are mistakes.</returns>
    Experiment Check(ExperimentOptions options, ConfigCheck check);

    /// <summary>The steps of an experiment in the order in which data flows.</summary>
    /// <param name="experiment">The experiment, as <see cref="Check"/> made it.</param>
    /// <param name="resources">What steps keep for each other while they run.</param>
    IReadOnlyList<Step> Steps(Experiment experiment, RunResources resources);
}
