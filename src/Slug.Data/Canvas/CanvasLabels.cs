namespace Slug.Data.Canvas;

/// <summary>Which styles and objects a data set of pictures is made of. Styles are named as on disk, with underscores.</summary>
/// <param name="Styles">The styles.</param>
/// <param name="Objects">The objects.</param>
public sealed record CanvasLabels(IReadOnlyList<string> Styles, IReadOnlyList<string> Objects)
{
    /// <summary>What stands among the styles and is none: the photographs that the others were made of. A label like any other, but never unlearned.</summary>
    public const string Photographs = "Seed_Images";

    /// <summary>
    /// The benchmark's labels (UnlearnCanvas, Zhang et al. 2024), in the order of its classifiers' outputs: 50 styles and the photographs, 20 objects. The data
    /// set has ten styles more, which it leaves out.
    /// </summary>
    public static CanvasLabels Benchmark { get; } = new(
        [
            "Abstractionism", "Artist_Sketch", "Blossom_Season", "Bricks", "Byzantine", "Cartoon", "Cold_Warm", "Color_Fantasy", "Comic_Etch", "Crayon", "Cubism",
            "Dadaism", "Dapple", "Defoliation", "Early_Autumn", "Expressionism", "Fauvism", "French", "Glowing_Sunset", "Gorgeous_Love", "Greenfield",
            "Impressionism", "Ink_Art", "Joy", "Liquid_Dreams", "Magic_Cube", "Meta_Physics", "Meteor_Shower", "Monet", "Mosaic", "Neon_Lines", "On_Fire", "Pastel",
            "Pencil_Drawing", "Picasso", "Pop_Art", "Red_Blue_Ink", "Rust", Photographs, "Sketch", "Sponge_Dabbed", "Structuralism", "Superstring", "Surrealism",
            "Ukiyoe", "Van_Gogh", "Vibrant_Flow", "Warm_Love", "Warm_Smear", "Watercolor", "Winter",
        ],
        [
            "Architectures", "Bears", "Birds", "Butterfly", "Cats", "Dogs", "Fishes", "Flame", "Flowers", "Frogs", "Horses", "Human", "Jellyfish", "Rabbits",
            "Sandwiches", "Sea", "Statues", "Towers", "Trees", "Waterfalls",
        ]);

    /// <summary>A picture's caption, which is also the prompt: <c>A Dogs image in Pop Art style.</c></summary>
    public static string Caption(string style, string thing)
    {
        ArgumentNullException.ThrowIfNull(style);
        ArgumentNullException.ThrowIfNull(thing);
        return $"A {thing.Replace('_', ' ')} image in {style.Replace('_', ' ')} style.";
    }

    /// <summary>A label as on disk, found by either spelling: <c>Pop Art</c> is <c>Pop_Art</c>.</summary>
    /// <returns>Null where there is none.</returns>
    public static string? Find(IEnumerable<string> labels, string name)
    {
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(name);
        return labels.FirstOrDefault(label => label == name.Replace(' ', '_'));
    }
}
