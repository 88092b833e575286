using System.Formats.Tar;
using System.IO.Compression;
using Slug.Data.Canvas;
using Slug.Data.WebDataset;

namespace Slug.Data.Tests.Canvas;

/// <summary>Pictures by style and object as the benchmark's data set lies on disk, in a folder, a tar and a zip.</summary>
public sealed class CanvasSurveyTests : IDisposable
{
    private static readonly string[] Styles = ["Pop_Art", "Seed_Images", "Van_Gogh"], Objects = ["Cats", "Dogs"];

    private readonly string _folder = Directory.CreateTempSubdirectory("slug-canvas-").FullName;

    private string Data => Path.Combine(_folder, "UnlearnCanvas");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_benchmark_has_51_styles_and_20_objects()
    {
        Assert.Equal((51, 20), (CanvasLabels.Benchmark.Styles.Count, CanvasLabels.Benchmark.Objects.Count));
        Assert.Equal(CanvasLabels.Benchmark.Styles.Order(StringComparer.Ordinal), CanvasLabels.Benchmark.Styles);
        Assert.Equal("A Dogs image in Pop Art style.", CanvasLabels.Caption("Pop_Art", "Dogs"));
    }

    [Theory]
    [InlineData("folder")]
    [InlineData("tar")]
    [InlineData("gz")]
    [InlineData("zip")]
    public void Folder_tar_and_zip_give_the_same_pictures(string kind)
    {
        Write();
        File.WriteAllText(Path.Combine(Data, "README.md"), "of the hub");
        Directory.CreateDirectory(Path.Combine(Data, "__MACOSX"));
        File.WriteAllText(Path.Combine(Data, "__MACOSX", "x.jpg"), "of a system");
        var survey = CanvasSurvey.Of(Packed(kind), new CanvasSurveyOptions { PicturesPerCell = 2 });
        Assert.Equal(Styles, survey.Labels.Styles);
        Assert.Equal(Objects, survey.Labels.Objects);
        Assert.Equal(
            from style in Styles from thing in Objects from number in new[] { 1, 2 } select (style, thing, number),
            survey.Pictures.Select(p => (p.Style, p.Object, p.Number)));
        Assert.Equal("A Cats image in Van Gogh style.", survey.Pictures.First(p => p.Style == "Van_Gogh").Caption);
        Assert.Empty(survey.LeftOut);
    }

    [Fact]
    public void Everything_that_is_wrong_is_listed_at_once()
    {
        Write();
        File.Delete(Picture("Pop_Art", "Dogs", 1));
        File.Delete(Picture("Pop_Art", "Dogs", 2));
        File.Delete(Picture("Van_Gogh", "Cats", 2));
        File.WriteAllText(Picture("Van_Gogh", "Dogs", 2), "no picture");
        File.Move(Picture("Seed_Images", "Cats", 1), Path.Combine(Data, "Seed_Images", "Cats", "first.jpg"));
        File.WriteAllText(Path.Combine(Data, "Seed_Images", "stray.txt"), "");
        var message = Assert.Throws<InvalidDataException>(() => CanvasSurvey.Of(Data, new CanvasSurveyOptions { PicturesPerCell = 2 })).Message;
        Assert.Contains("2 names are not {style}/{object}/{number}.jpg: Seed_Images/Cats/first.jpg, Seed_Images/stray.txt.", message, StringComparison.Ordinal);
        Assert.Contains("1 picture cannot be read: Van_Gogh/Dogs/2.jpg (These 10 bytes are no readable image", message, StringComparison.Ordinal);
        Assert.Contains("1 cell has no picture: Pop_Art/Dogs.", message, StringComparison.Ordinal);
        Assert.Contains("2 cells have less than 2 pictures: Seed_Images/Cats (1), Van_Gogh/Cats (1).", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Labels_that_are_asked_for_must_be_there_and_others_are_left_out_unread()
    {
        Write();
        File.WriteAllText(Picture("Van_Gogh", "Cats", 1), "no picture");
        var labels = new CanvasLabels(["Seed_Images", "Pop_Art"], ["Dogs"]);
        var survey = CanvasSurvey.Of(Data, new CanvasSurveyOptions { Labels = labels });
        Assert.Equal(labels, survey.Labels);
        Assert.Equal(4, survey.Pictures.Count);
        Assert.Equal(["Pop_Art (2 pictures)", "Seed_Images (2 pictures)", "Van_Gogh (4 pictures)"], survey.LeftOut);
        var message = Assert.Throws<InvalidDataException>(() => CanvasSurvey.Of(Data, new CanvasSurveyOptions { Labels = labels with { Styles = ["Popart"] } })).Message;
        Assert.Contains("1 cell has no picture: Popart/Dogs.", message, StringComparison.Ordinal);
        // Whoever named it otherwise sees under which name it is there.
        Assert.Contains("3 styles are there and not used, under these names: Pop_Art (4 pictures), Seed_Images (4 pictures), Van_Gogh (4 pictures).", message, StringComparison.Ordinal);
        // What is left out on purpose is no problem beside another.
        File.WriteAllText(Picture("Pop_Art", "Dogs", 1), "no picture");
        message = Assert.Throws<InvalidDataException>(() => CanvasSurvey.Of(Data, new CanvasSurveyOptions { Labels = labels })).Message;
        Assert.Contains("1 picture cannot be read: Pop_Art/Dogs/1.jpg", message, StringComparison.Ordinal);
        Assert.DoesNotContain("Van_Gogh", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("folder")]
    [InlineData("zip")]
    public void Names_with_spaces_on_disk_are_the_labels_with_underscores(string kind)
    {
        Write();
        Directory.Move(Path.Combine(Data, "Pop_Art"), Path.Combine(Data, "Pop Art"));
        var survey = CanvasSurvey.Of(Packed(kind), new CanvasSurveyOptions { Labels = new CanvasLabels(["Pop_Art"], Objects) });
        Assert.Equal(4, survey.Pictures.Count);
        Assert.Equal(4, survey.Read(survey.Pictures).Count(p => p.Content.Length > 0));
        Assert.Equal("A Cats image in Pop Art style.", survey.Pictures[0].Caption);
        // One style under two names has its pictures twice.
        Directory.CreateDirectory(Path.Combine(Data, "Pop_Art", "Cats"));
        File.Copy(Path.Combine(Data, "Pop Art", "Cats", "1.jpg"), Picture("Pop_Art", "Cats", 1));
        Assert.Contains("1 picture is there twice: ", Assert.Throws<InvalidDataException>(() => CanvasSurvey.Of(Data, new CanvasSurveyOptions())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_torn_archive_and_a_missing_one_are_told()
    {
        Write();
        var tar = Packed("tar");
        using (var file = new FileStream(tar, FileMode.Open)) file.SetLength(file.Length / 2);
        Assert.Contains("Fetch it again", Assert.Throws<InvalidDataException>(() => CanvasSurvey.Of(tar, new CanvasSurveyOptions())).Message, StringComparison.Ordinal);
        Assert.Contains("is not there", Assert.Throws<InvalidDataException>(() => CanvasSurvey.Of(Path.Combine(_folder, "none"), new CanvasSurveyOptions())).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Pop Art", 4)]
    [InlineData("Pop_Art", 4)]
    [InlineData("Dogs", 6)]
    public void The_target_is_forgotten_whole_and_retained_is_the_rest(string target, int count)
    {
        Write();
        var survey = CanvasSurvey.Of(Data, new CanvasSurveyOptions());
        var sets = CanvasSets.Of(survey, target, null, null, 1);
        Assert.Equal(count, sets.Forget.Count);
        Assert.All(sets.Forget, p => Assert.True(p.Style == "Pop_Art" == (count == 4) || p.Object == "Dogs"));
        Assert.Equal(survey.Pictures, sets.Forget.Concat(sets.Retain).OrderBy(p => p.Style, StringComparer.Ordinal).ThenBy(p => p.Object, StringComparer.Ordinal).ThenBy(p => p.Number));
    }

    [Fact]
    public void A_draw_follows_its_seed_alone_and_an_unknown_target_is_told()
    {
        Write();
        var survey = CanvasSurvey.Of(Data, new CanvasSurveyOptions());
        var some = CanvasSets.Of(survey, "Cats", 2, 3, 7);
        Assert.Equal((2, 3), (some.Forget.Count, some.Retain.Count));
        Assert.Equal(some.Retain, CanvasSets.Of(survey, "Cats", null, 3, 7).Retain);
        Assert.Contains(Enumerable.Range(0, 20), seed => !CanvasSets.Of(survey, "Cats", 2, 3, seed).Retain.SequenceEqual(some.Retain));
        Assert.Contains("neither a style nor an object 'Dog' (did you mean 'Dogs'?)", Assert.Throws<InvalidDataException>(() => CanvasSets.Of(survey, "Dog", null, null, 1)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("folder")]
    [InlineData("tar")]
    public void Sets_are_written_as_tars_with_their_captions(string kind)
    {
        Write();
        var survey = CanvasSurvey.Of(Packed(kind), new CanvasSurveyOptions());
        var sets = CanvasSets.Of(survey, "Van Gogh", null, 2, 1);
        var (forget, retain) = (Path.Combine(_folder, "forget.tar"), Path.Combine(_folder, "retain.tar"));
        CanvasSets.Write(survey, [(sets.Forget, forget), (sets.Retain, retain)]);
        var read = TarShardReader.Read([forget], new ShardReadReport()).ToList();
        Assert.Equal(["A Cats image in Van Gogh style.", "A Cats image in Van Gogh style.", "A Dogs image in Van Gogh style.", "A Dogs image in Van Gogh style."], read.Select(s => s.Caption));
        Assert.Equal(File.ReadAllBytes(Picture("Van_Gogh", "Cats", 1)), read[0].Image);
        Assert.Equal(2, TarShardReader.Read([retain], new ShardReadReport()).Count());
    }

    private void Write()
    {
        foreach (var (style, s) in Styles.Select((s, i) => (s, i)))
        {
            foreach (var (thing, o) in Objects.Select((o, i) => (o, i)))
            {
                foreach (var number in new[] { 1, 2 })
                {
                    Directory.CreateDirectory(Path.GetDirectoryName(Picture(style, thing, number))!);
                    File.WriteAllBytes(Picture(style, thing, number), TestImages.Jpeg(8 + s, 8 + (2 * o) + number));
                }
            }
        }
    }

    private string Picture(string style, string thing, int number) => Path.Combine(Data, style, thing, $"{number}.jpg");

    private string Packed(string kind)
    {
        var path = Path.Combine(_folder, "data." + kind);
        switch (kind)
        {
            case "folder": return Data;
            case "zip": ZipFile.CreateFromDirectory(Data, path, CompressionLevel.Fastest, includeBaseDirectory: true); break;
            case "tar": TarFile.CreateFromDirectory(Data, path, includeBaseDirectory: true); break;
            default:
                using (var packed = new GZipStream(File.Create(path), CompressionLevel.Fastest)) TarFile.CreateFromDirectory(Data, packed, includeBaseDirectory: true);
                break;
        }

        return path;
    }
}
