using System.Text.Json.Serialization;

namespace Slug.Data.Canvas;

/// <summary>A picture of the data set.</summary>
/// <param name="Style">Its style, with underscores as on disk.</param>
/// <param name="Object">What it shows.</param>
/// <param name="Number">Its number in the cell.</param>
/// <param name="Place">Its path in the folder or archive.</param>
public sealed record CanvasPicture(string Style, string Object, int Number, string Place)
{
    /// <summary>Its caption.</summary>
    [JsonIgnore]
    public string Caption => CanvasLabels.Caption(Style, Object);
}
