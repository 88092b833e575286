using Slug.Models.Layers;

namespace Slug.Unlearning.StepSearch;

/// <summary>A model that a search changes, with what measures it.</summary>
/// <param name="Layers">Its layers.</param>
/// <param name="Probe">Measures it.</param>
public sealed record SearchedModel(LayerSet Layers, IUnlearningProbe Probe);
