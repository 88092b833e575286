using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Slug.Figures.ParetoFront;
using Slug.Figures.Similarity;
using Slug.Figures.StepSize;
using Slug.Figures.TradeOff;

namespace Slug.Figures.Tests.Style;

public partial class FigureFileTests
{
    public static TheoryData<string> Kinds => ["pareto", "steps", "similarity", "methods"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_three_files_are_the_same_bytes_twice_and_nothing_is_said_on_the_error_stream(string kind)
    {
        SavedFigure? one = null, other = null;
        string said = StandardError.While(() => (one, other) = (new SavedFigure(path => Save(kind, path)), new SavedFigure(path => Save(kind, path))));
        using SavedFigure first = one!, second = other!;

        Assert.Equal(string.Empty, said);
        Assert.Equal(first.Svg, second.Svg);
        Assert.Equal(first.Png, second.Png);
        Assert.Equal(first.Pdf, second.Pdf);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Texts_of_an_svg_are_texts_and_what_it_refers_to_is_in_it(string kind)
    {
        using SavedFigure saved = new(path => Save(kind, path));
        XElement root = XDocument.Parse(saved.Svg).Root!;
        XElement[] texts = [.. root.Descendants().Where(element => element.Name.LocalName == "text")];

        Assert.Equal($"0 0 {root.Attribute("width")!.Value} {root.Attribute("height")!.Value}", root.Attribute("viewBox")!.Value);
        Assert.True(texts.Length > 10);
        Assert.All(texts, text =>
        {
            Assert.Equal("DejaVu Sans, Verdana, Arial, sans-serif", text.Attribute("font-family")!.Value);
            Assert.Equal(text.Value.Trim(), text.Value);
            Assert.Matches(@"^-?[\d.e-]+(, -?[\d.e-]+)*$", text.Attribute("x")!.Value);
            Assert.Matches(@"^-?[\d.e-]+(, -?[\d.e-]+)*$", text.Attribute("y")!.Value);
        });
        string[] names = [.. root.Descendants().Attributes("id").Select(id => id.Value)];
        Assert.Equal(Enumerable.Range(1, names.Length).Select(i => $"d{i}"), names);
        Assert.All(Reference().Matches(saved.Svg), match => Assert.Contains(match.Groups[1].Value, names));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_pdf_has_one_page_of_the_figures_size_with_its_fonts(string kind)
    {
        using SavedFigure saved = new(path => Save(kind, path));
        string pdf = Encoding.Latin1.GetString(saved.Pdf);

        Assert.StartsWith("%PDF-1.", pdf);
        Assert.Contains("/Count 1", pdf);
        Assert.Contains($"/MediaBox [0 0 {saved.PngSize.Width / 2} {saved.PngSize.Height / 2}]", pdf);
        Assert.Contains("/FontFile2", pdf);
        Assert.Matches(@"/FontName /[A-Z]{6}\+DejaVuSans\b", pdf);
        Assert.DoesNotContain("/CreationDate", pdf);
        Assert.InRange(saved.Pdf.Length, 10_000, 400_000);
    }

    private static void Save(string kind, string path)
    {
        switch (kind)
        {
            case "pareto": ParetoFrontFigure.Save(Examples.Pareto(), path); break;
            case "steps": StepSizeFigure.Save(Examples.Steps(), path); break;
            case "similarity": SimilarityMatrixFigure.Save(Examples.Similarities(), path); break;
            default: MethodTradeOffFigure.Save(Examples.Methods(), path); break;
        }
    }

    [GeneratedRegex(@"(?:url\(|href="")#([\w-]+)")]
    private static partial Regex Reference();

    /// <summary>What native code writes to the process's error stream; elsewhere than on Linux it is not looked at.</summary>
    private static partial class StandardError
    {
        private const int Descriptor = 2, WriteCreateEmpty = 0x241, OwnersOnly = 0x180;

        public static string While(Action act)
        {
            if (!OperatingSystem.IsLinux())
            {
                act();
                return string.Empty;
            }

            string file = Path.GetTempFileName();
            Console.Error.Flush();
            int kept = Dup(Descriptor), opened = Open(file, WriteCreateEmpty, OwnersOnly);
            try
            {
                Assert.True(kept >= 0 && opened >= 0 && Dup2(opened, Descriptor) == Descriptor);
                act();
                return File.ReadAllText(file);
            }
            finally
            {
                _ = Dup2(kept, Descriptor);
                _ = Close(kept);
                _ = Close(opened);
                File.Delete(file);
            }
        }

        [LibraryImport("libc", EntryPoint = "dup")]
        private static partial int Dup(int descriptor);

        [LibraryImport("libc", EntryPoint = "dup2")]
        private static partial int Dup2(int from, int to);

        [LibraryImport("libc", EntryPoint = "close")]
        private static partial int Close(int descriptor);

        [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
        private static partial int Open(string path, int flags, int mode);
    }
}
