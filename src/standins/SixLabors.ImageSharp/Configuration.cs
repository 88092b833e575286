namespace SixLabors.ImageSharp;

/// <summary>Settings of the library; here there is nothing to set.</summary>
public sealed class Configuration
{
    /// <summary>The settings used where none are given.</summary>
    public static Configuration Default { get; } = new();
}
