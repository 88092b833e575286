using Slug.Experiments.Clip;
using Slug.Experiments.Diffusion;
using Slug.Experiments.Graph;
using Slug.Experiments.Vlm;

namespace Slug.Experiments.Loading;

/// <summary>The families, the one place that lists them.</summary>
public static class FamilyList
{
    /// <summary>The family of a config that names none.</summary>
    public static IFamily Default { get; } = new ClipFamily();

    /// <summary>All families.</summary>
    public static IReadOnlyList<IFamily> All { get; } = [Default, new DiffusionFamily(), new VlmFamily()];
}
