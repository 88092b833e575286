namespace Slug.Pipeline.Configuration;

/// <summary>The key of a property in configs, where it is not the property's name in camelCase: <c>imagenet</c> for <c>ImageNet</c>.</summary>
/// <param name="key">The key.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ConfigKeyAttribute(string key) : Attribute
{
    /// <summary>The key.</summary>
    public string Key => key;
}
