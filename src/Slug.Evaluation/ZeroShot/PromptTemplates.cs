namespace Slug.Evaluation.ZeroShot;

/// <summary>Sentences that a class name is put into; <c>{name}</c> is its place.</summary>
public static class PromptTemplates
{
    /// <summary>Where the name goes.</summary>
    public const string Placeholder = "{name}";

    /// <summary>The sentence of a template for a name.</summary>
    /// <exception cref="ArgumentException">The template has no place for the name.</exception>
    public static string Fill(string template, string name)
    {
        ArgumentNullException.ThrowIfNull(template);
        if (!template.Contains(Placeholder, StringComparison.Ordinal))
            throw new ArgumentException($"The template '{template}' has no {Placeholder}.", nameof(template));
        return template.Replace(Placeholder, name, StringComparison.Ordinal);
    }
}
