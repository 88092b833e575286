namespace Parquet;

/// <summary>The one wording for what this stand-in leaves out.</summary>
internal static class Unsupported
{
    /// <summary>The error for a member of the real package.</summary>
    /// <param name="member">Its name, with a word of explanation where the name is not enough.</param>
    public static NotSupportedException Member(string member) =>
        new($"{member} is not part of the Parquet.Net stand-in. Use the real package (SLUG_PACKAGES=feed) where a feed has it.");
}
