using Slug.Pipeline.Keys;

namespace Slug.Pipeline.Files;

/// <summary>What is known of a file's bytes.</summary>
/// <param name="Digest">Their SHA-256: their name.</param>
/// <param name="Quick">
/// Their <see cref="QuickSum"/>: of no use as a name, but it tells bytes that went bad by themselves, some five times as fast as SHA-256.
/// </param>
public readonly record struct FileSum(Digest Digest, ulong Quick);

/// <summary>How closely a file is looked at.</summary>
public enum Scrutiny
{
    /// <summary>A stat under which it is remembered is enough.</summary>
    Stat,

    /// <summary>Its bytes are read, and held against the quick sum that is remembered under its stat, or hashed where there is none.</summary>
    Bytes,

    /// <summary>Its bytes are hashed with SHA-256, whatever is remembered.</summary>
    Digest,
}
