namespace Parquet;

/// <summary>A file that is not sound parquet, or does not hold what was asked of it.</summary>
public class ParquetException : Exception
{
    /// <summary>An error without a message.</summary>
    public ParquetException()
    {
    }

    /// <summary>An error with its message.</summary>
    /// <param name="message">What is wrong.</param>
    public ParquetException(string message) : base(message)
    {
    }

    /// <summary>An error with its message and cause.</summary>
    /// <param name="message">What is wrong.</param>
    /// <param name="inner">What caused it.</param>
    public ParquetException(string message, Exception inner) : base(message, inner)
    {
    }
}
