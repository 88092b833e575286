namespace Slug.Models.Layers;

/// <summary>The two towers, whose layers are ranked apart.</summary>
public enum Tower
{
    /// <summary>The vision tower.</summary>
    Vision,

    /// <summary>The text tower.</summary>
    Language,
}
