using ScottPlot;
using Slug.Figures.Style;

namespace Slug.Figures.Tests.Style;

/// <summary>The machine's own fonts have no say: on Linux the package without dependencies finds none.</summary>
public class FigureFontTests
{
    [Theory]
    [InlineData(false, "DejaVu Sans")]
    [InlineData(true, "DejaVu Sans")]
    public void The_named_font_is_there_with_all_letters_that_figures_use(bool bold, string family)
    {
        FigureFont.Use();
        SkiaSharp.SKTypeface typeface = Fonts.GetTypeface(FigureFont.Name, bold, italic: false);

        Assert.Equal((family, bold), (typeface.FamilyName, typeface.IsBold));
        using SkiaSharp.SKFont font = new(typeface);
        Assert.True(font.ContainsGlyphs("azAZ09.,:()|/_×−λ∇‖θ≤≥±→²⁰¹²³⁴⁵⁶⁷⁸⁹⁻äéñøßŁžΩжЖ%@…"));
    }

    // Advances of DejaVu Sans 2.37 in units of 1/2048 of the size, as fontTools reads them: m 1995, i 569, l 569, λ 1212.
    [Fact]
    public void Texts_are_as_wide_as_the_fonts_advances_say()
    {
        FigureFont.Use();
        using Paint paint = Paint.NewDisposablePaint();
        LabelStyle style = new() { FontSize = 20.48f };

        Assert.Equal(FigureFont.Name, style.FontName);
        Assert.Equal(19.95 + 5.69 + 5.69 + 12.12, style.Measure("milλ", paint).Width, 0.05);
    }

    // Ascent 1901 and descent 483: a line, and nothing for marks that are not there, or texts would stand above their ticks.
    [Fact]
    public void A_texts_box_is_a_line_high_and_its_foot_is_the_lines()
    {
        FigureFont.Use();
        using Paint paint = Paint.NewDisposablePaint();
        MeasuredText measured = new LabelStyle { FontSize = 20.48f }.Measure("x", paint);

        Assert.Equal(19.01 + 4.83, measured.Height, 0.05);
        Assert.Equal(4.83, measured.Bottom, 0.05);
    }

    [Fact]
    public void Other_names_are_left_to_others()
    {
        FigureFont.Use();
        IFontResolver first = Fonts.FontResolvers[0];

        Assert.IsType<FigureFont>(first);
        Assert.Null(first.CreateTypeface("Arial", FontWeight.Normal, FontSlant.Upright, FontSpacing.Normal));
    }
}
