namespace Cake.Frosting;

/// <summary>The host was wired or called in a way that cannot work.</summary>
public sealed class FrostingException : Exception
{
    /// <summary>Says what is wrong.</summary>
    /// <param name="message">The message.</param>
    public FrostingException(string message)
        : base(message)
    {
    }

    /// <summary>Says what is wrong and what caused it.</summary>
    /// <param name="message">The message.</param>
    /// <param name="innerException">The cause.</param>
    public FrostingException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
