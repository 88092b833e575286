namespace Slug.Pipeline.Keys;

/// <summary>
/// Leaves a parameter out of canonical texts where it is null. For an option that came later: who does not use it keeps the keys, and with them the
/// results, from before there was one.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class OmittedWhenNullAttribute : Attribute;
