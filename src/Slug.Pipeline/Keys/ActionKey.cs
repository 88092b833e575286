using System.Globalization;
using System.Text;
using Slug.Pipeline.Stages;

namespace Slug.Pipeline.Keys;

/// <summary>The content of an input or output: what kind of thing it is and the hash of its bytes.</summary>
/// <param name="Kind">File or folder; a file that happens to hold a folder's listing is not that folder.</param>
/// <param name="Digest">SHA-256 of the file, or of the folder's sorted listing (<see cref="FolderTree"/>).</param>
public readonly record struct Content(ArtifactKind Kind, Digest Digest)
{
    /// <inheritdoc/>
    public override string ToString() => (Kind == ArtifactKind.Folder ? "folder " : "file ") + Digest;
}

/// <summary>What a step's result is a function of, hashed.</summary>
public static class ActionKey
{
    /// <summary>Raised when the text below changes, so that old records are not found under new keys.</summary>
    public const int Schema = 1;

    /// <summary>The key of a step.</summary>
    /// <param name="stage">The stage's name; a step's subject is not part of its key, so equal work is shared.</param>
    /// <param name="version">The stage's version.</param>
    /// <param name="parameters">The parameters as <see cref="CanonicalJson"/>.</param>
    /// <param name="inputs">The content of every input by name.</param>
    public static Digest Compute(string stage, int version, string parameters, IReadOnlyDictionary<string, Content> inputs) =>
        Digest.Of(Encoding.UTF8.GetBytes(Text(stage, version, parameters, inputs)));

    internal static string Text(string stage, int version, string parameters, IReadOnlyDictionary<string, Content> inputs)
    {
        var text = new StringBuilder("{\"inputs\":{");
        var first = true;
        foreach (var (name, content) in inputs.OrderBy(i => i.Key, StringComparer.Ordinal))
        {
            if (!first)
                text.Append(',');
            first = false;
            CanonicalJson.AppendString(text, name);
            text.Append(':');
            CanonicalJson.AppendString(text, content.ToString());
        }
        text.Append(CultureInfo.InvariantCulture, $"}},\"parameters\":{parameters},\"schema\":{Schema},\"stage\":");
        CanonicalJson.AppendString(text, stage);
        text.Append(CultureInfo.InvariantCulture, $",\"version\":{version}}}");
        return text.ToString();
    }
}
