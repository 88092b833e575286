using SixLabors.ImageSharp.Native;

namespace SixLabors.ImageSharp.Formats.Png;

/// <summary>Owns a libspng context.</summary>
internal sealed class SpngContext : IDisposable
{
    public SpngContext(int flags)
    {
        Handle = SpngNative.spng_ctx_new(flags);
        if (Handle == 0)
            throw new OutOfMemoryException("libspng has no memory for a context.");
    }

    public nint Handle { get; private set; }

    /// <summary>Turns an error code into an exception.</summary>
    public void Check(int error)
    {
        if (error != 0)
            throw new InvalidImageContentException($"The PNG is invalid: {SpngNative.Message(error)}.");
    }

    public void Dispose()
    {
        SpngNative.spng_ctx_free(Handle);
        Handle = 0;
    }
}
