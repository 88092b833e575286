using Slug.Pipeline.Keys;

namespace Slug.Pipeline.Store;

/// <summary>An object of the store does not have the bytes that its name says. It is moved aside; whoever made it has to make it again.</summary>
/// <param name="digest">The object.</param>
public sealed class DamagedObjectException(Digest digest)
    : Exception($"object {digest.Short} of the cache is damaged or gone; it is moved aside, and the same command makes it anew")
{
    /// <summary>The object.</summary>
    public Digest Object => digest;
}
