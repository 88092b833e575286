using System.Text.Json.Serialization;

namespace Slug.Data.Downloads;

/// <summary>The content of <c>name.part.json</c>.</summary>
internal sealed record PartialFileState(long Length, string? Validator, IReadOnlyList<SegmentState> Segments)
{
    /// <summary>True if the segments cover the file without a gap.</summary>
    [JsonIgnore]
    public bool IsSound
    {
        get
        {
            var at = 0L;
            foreach (var segment in Segments ?? [])
            {
                if (segment.Start != at || segment.Length <= 0 || segment.Done < 0 || segment.Done > segment.Length)
                    return false;
                at += segment.Length;
            }
            return at == Length;
        }
    }
}

/// <summary>One segment in <c>name.part.json</c>.</summary>
internal sealed record SegmentState(long Start, long Length, long Done);

/// <summary>The serializer for <c>name.part.json</c>.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(PartialFileState))]
internal sealed partial class PartialFileJson : JsonSerializerContext;
