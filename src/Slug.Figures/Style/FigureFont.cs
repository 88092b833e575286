using System.Buffers.Binary;
using ScottPlot;
using SkiaSharp;

namespace Slug.Figures.Style;

/// <summary>
/// The font of every figure, DejaVu Sans. It comes with the assembly (Style/Fonts, with its licence), so that figures look the same everywhere, also on a
/// machine that has no fonts, and texts have the same width whatever the machine has.
/// </summary>
internal sealed class FigureFont : IFontResolver
{
    /// <summary>The font's name, as it stands in SVG files too.</summary>
    internal const string Name = "DejaVu Sans";

    private readonly SKTypeface _regular = Load("DejaVuSans.ttf");
    private readonly SKTypeface _bold = Load("DejaVuSans-Bold.ttf");

    // The plotting package asks one list for all plots of a process; ours is asked first and answers for its own name alone.
    static FigureFont()
    {
        Fonts.FontResolvers.Insert(0, new FigureFont());
        Fonts.Default = Name;
    }

    private FigureFont()
    {
    }

    /// <summary>Makes the font that of all texts that are added from now on.</summary>
    internal static void Use() => Fonts.Default = Name;

    /// <inheritdoc/>
    public SKTypeface? CreateTypeface(string fontName, FontWeight weight, FontSlant slant, FontSpacing spacing) =>
        fontName != Name ? null : weight >= FontWeight.SemiBold ? _bold : _regular;

    /// <inheritdoc/>
    public SKTypeface? CreateTypeface(string fontName, bool bold, bool italic) => fontName != Name ? null : bold ? _bold : _regular;

    private static SKTypeface Load(string file)
    {
        using Stream resource = typeof(FigureFont).Assembly.GetManifestResourceStream(file)
            ?? throw new InvalidOperationException($"{file} is not in the assembly.");
        byte[] font = new byte[resource.Length];
        resource.ReadExactly(font);
        FitBoxToLine(font);
        return SKTypeface.FromData(SKData.CreateCopy(font));
    }

    /// <summary>
    /// The plotting package lets a text stand on the lowest point that any letter of the font reaches. DejaVu has letters with marks far below the line, so
    /// that ordinary ones would stand too high, by an eighth of their size. Of the font in memory the letters' box is made as high as a line.
    /// </summary>
    private static void FitBoxToLine(Span<byte> font)
    {
        const int lowest = 38, highest = 42, ascender = 4, descender = 6;
        Span<byte> box = Table(font, "head"u8), line = Table(font, "hhea"u8);
        line.Slice(descender, 2).CopyTo(box[lowest..]);
        line.Slice(ascender, 2).CopyTo(box[highest..]);
    }

    /// <summary>A table of a TrueType file, by the directory at the file's beginning.</summary>
    private static Span<byte> Table(Span<byte> font, ReadOnlySpan<byte> name)
    {
        const int directory = 12, entry = 16;
        for (int i = 0; i < BinaryPrimitives.ReadUInt16BigEndian(font[4..]); i++)
        {
            Span<byte> record = font[(directory + (i * entry))..];
            if (record.StartsWith(name))
                return font[(int)BinaryPrimitives.ReadUInt32BigEndian(record[8..])..];
        }

        throw new InvalidOperationException("A font of the assembly lacks a table.");
    }
}
