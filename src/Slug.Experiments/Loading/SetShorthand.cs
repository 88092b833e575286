using Slug.Pipeline.Configuration;

namespace Slug.Experiments.Loading;

/// <summary>A set of the section <c>data</c> may be written as a download is, <c>{ url: … }</c> or <c>{ file: … }</c>; that is the address or the path by itself.</summary>
internal static class SetShorthand
{
    private const string Section = "data";

    private static readonly string[] Sets = ["from", "forget", "retain", "search", "test"];
    private static readonly string[] Keys = ["url", "file"];

    /// <summary>The config with such sets written plainly.</summary>
    public static ConfigMapping Apply(ConfigMapping config) => config[Section] is not ConfigMapping data
        ? config
        : config with
        {
            Entries =
            [
                .. config.Entries.Select(e => e.Key != Section ? e : e with
                {
                    Value = data with { Entries = [.. data.Entries.Select(set => Sets.Contains(set.Key) ? set with { Value = Plain(set.Value) } : set)] },
                }),
            ],
        };

    private static ConfigNode Plain(ConfigNode node) => node switch
    {
        ConfigMapping { Entries: [var only] } when Keys.Contains(only.Key) => only.Value,
        ConfigSequence list => list with { Items = [.. list.Items.Select(Plain)] },
        _ => node,
    };
}
