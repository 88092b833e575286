namespace Parquet.Schema;

/// <summary>A column of values, its type given at compile time.</summary>
/// <typeparam name="T">The type of the values; a nullable type makes the column nullable.</typeparam>
public class DataField<T> : DataField
{
    /// <summary>Declares a column.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="nullable">Whether values may be missing, where that is not to follow from the type.</param>
    /// <exception cref="NotSupportedException">The type cannot be stored, or is an array.</exception>
    public DataField(string name, bool? nullable = null) : base(name, typeof(T), nullable)
    {
    }
}
