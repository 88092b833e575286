namespace Slug.Data.Downloads;

/// <summary>One source does not give the file. Other sources may.</summary>
/// <param name="message">What happened; without secrets.</param>
/// <param name="inner">The cause.</param>
internal class SourceFailure(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>The source does not give the file now. It may the next time.</summary>
/// <param name="message">What happened.</param>
/// <param name="retryAfter">How long the server asks to wait.</param>
/// <param name="inner">The cause.</param>
internal sealed class TransientFailure(string message, TimeSpan? retryAfter = null, Exception? inner = null) : SourceFailure(message, inner)
{
    /// <summary>How long the server asks to wait, or null.</summary>
    public TimeSpan? RetryAfter { get; } = retryAfter;
}

/// <summary>What the server sends now may not be what the partial file began with: all starts over.</summary>
/// <param name="message">What happened.</param>
internal sealed class SourceChanged(string message = "the file changed on the server during the transfer") : SourceFailure(message);
