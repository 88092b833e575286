using Slug.Models.Layers;

namespace Slug.Unlearning.StepSearch;

/// <summary>A model that a search changes, with what measures it.</summary>
/// <param name="Layers">Its layers.</param>
/// <param name="Probe">Measures it.</param>
/// <param name="WarmUp">
/// Computes by one thread what two are going to compute at the same time, where that was not computed before in this process; null where nothing needs it.
/// See <see cref="Models.Training.SideBySide"/>.
/// </param>
public sealed record SearchedModel(LayerSet Layers, IUnlearningProbe Probe, Action? WarmUp = null);
