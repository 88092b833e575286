using System.Buffers.Binary;
using System.Xml.Linq;

namespace Slug.Figures.Tests;

/// <summary>A figure saved into a temporary folder, and what its files hold.</summary>
internal sealed class SavedFigure : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("figure-");

    internal SavedFigure(Action<string> save)
    {
        string path = Path.Combine(_folder.FullName, "new folder", "figure");
        save(path);
        Png = File.ReadAllBytes(path + ".png");
        Svg = File.ReadAllText(path + ".svg");
        Pdf = File.ReadAllBytes(path + ".pdf");
        SvgFile = path + ".svg";
    }

    internal byte[] Png { get; }

    internal string Svg { get; }

    internal string SvgFile { get; }

    internal byte[] Pdf { get; }

    internal (int Width, int Height) PngSize => (BinaryPrimitives.ReadInt32BigEndian(Png.AsSpan(16)), BinaryPrimitives.ReadInt32BigEndian(Png.AsSpan(20)));

    /// <summary>The texts of the drawing; words of a text may be spread over elements, hence joined.</summary>
    internal string Texts => string.Join(' ', XDocument.Parse(Svg).Descendants().Where(e => e.Name.LocalName == "text").Select(e => e.Value));

    public void Dispose() => _folder.Delete(recursive: true);
}
