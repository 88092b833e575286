namespace Slug.Data.Laion;

/// <summary>
/// What servers ask of those who collect images, in the header <c>X-Robots-Tag</c>: the directives that img2dataset heeds by default, for all robots or
/// for this one by its name.
/// </summary>
public static class OptOut
{
    private const string Header = "X-Robots-Tag";
    private const string OwnName = "slug";

    private static readonly string[] Directives = ["noai", "noimageai", "noindex", "noimageindex"];

    // Directives with a value, whose colon does not name a robot.
    private static readonly string[] Valued = ["unavailable_after", "max-snippet", "max-image-preview", "max-video-preview"];

    /// <summary>Whether the server asks not to use what it sends.</summary>
    internal static bool Asks(HttpResponseMessage response) =>
        response.Headers.TryGetValues(Header, out var values) && values.Any(AsksIn);

    /// <summary>Whether a header's value asks so: <c>noai, noimageai</c>, or for a robot <c>otherbot: noai</c>.</summary>
    internal static bool AsksIn(string value)
    {
        var robot = "";
        foreach (var part in value.Split(','))
        {
            var directive = part;
            // A name counts for what follows it, up to the next one. It has no blanks: the second half of a date, whose comma was cut at, names nobody.
            if (part.IndexOf(':') is >= 0 and var colon && !part.AsSpan(0, colon).Trim().ContainsAny(' ', '\t')
                && !Valued.Contains(part[..colon].Trim(), StringComparer.OrdinalIgnoreCase))
                (robot, directive) = (part[..colon].Trim(), part[(colon + 1)..]);
            if ((robot is "" or "*" || robot.Equals(OwnName, StringComparison.OrdinalIgnoreCase)) && Directives.Contains(directive.Trim(), StringComparer.OrdinalIgnoreCase))
                return true;
        }
        return false;
    }
}
