namespace SixLabors.ImageSharp;

/// <summary>The format is known, but the content is damaged, cut off or beyond all measure.</summary>
public sealed class InvalidImageContentException : ImageFormatException
{
    /// <summary>Makes the exception with its message.</summary>
    public InvalidImageContentException(string errorMessage)
        : base(errorMessage)
    {
    }

    /// <summary>Makes the exception with its message and cause.</summary>
    public InvalidImageContentException(string errorMessage, Exception innerException)
        : base(errorMessage, innerException)
    {
    }
}
