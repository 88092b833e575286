namespace SixLabors.ImageSharp;

/// <summary>The bytes begin like no image format that can be read.</summary>
public sealed class UnknownImageFormatException : ImageFormatException
{
    /// <summary>Makes the exception with its message.</summary>
    public UnknownImageFormatException(string errorMessage)
        : base(errorMessage)
    {
    }
}
