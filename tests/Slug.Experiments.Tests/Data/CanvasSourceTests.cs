using Slug.Experiments.Graph;
using Slug.Experiments.Tests.Data.Pairs;
using Slug.Models.Clip;
using Slug.Pipeline.Progress;

namespace Slug.Experiments.Tests.Data;

/// <summary>The section <c>canvas</c>: pictures by style and object become the sets of an experiment.</summary>
public sealed class CanvasSourceTests : IDisposable
{
    private static readonly string[] Styles = ["Pop_Art", "Van_Gogh", "Winter"], Objects = ["Cats", "Dogs"];

    private readonly OwnFolder _own = new(picturesPerClass: 0);

    public CanvasSourceTests()
    {
        _own.Publish(ClipLayout.OpenClip);
        foreach (var (s, style) in Styles.Index())
        {
            foreach (var (o, thing) in Objects.Index())
                for (var n = 1; n <= 6; n++) _own.Draw($"canvas/{style}/{thing}/{n}.jpg", (2 * s) + o, n);
        }
    }

    public void Dispose() => _own.Dispose();

    [Theory]
    [InlineData("Pop Art")]
    [InlineData("Dogs")]
    public async Task A_style_or_an_object_is_forgotten(string target)
    {
        var (reports, _) = await _own.RunConfigAsync(Config(target), [StageNames.CreateTars]);
        Assert.All(reports, r => Assert.Equal(StepOutcome.Ran, r.Outcome));
        Assert.Contains(reports, r => r.StepId == "CreateTars/canvas");
        (reports, _) = await _own.RunConfigAsync(Config(target), [StageNames.CreateTars]);
        Assert.All(reports, r => Assert.Equal(StepOutcome.Fresh, r.Outcome));
    }

    [Fact]
    public async Task What_is_wrong_with_the_pictures_is_told_together()
    {
        File.Delete(_own.In("canvas/Winter/Cats/3.jpg"));
        _own.Write("canvas/Winter/Dogs/2.jpg", "no picture");
        var failure = await Assert.ThrowsAnyAsync<Exception>(() => _own.RunConfigAsync(Config("Dogs"), [StageNames.CreateTars]));
        Assert.Contains("1 cell has less than 6 pictures: Winter/Cats (5)", failure.ToString(), StringComparison.Ordinal);
        Assert.Contains("1 picture cannot be read: Winter/Dogs/2.jpg", failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pictures_that_are_there_under_several_names_are_told()
    {
        var (_, warnings) = await _own.RunConfigAsync(Config("Dogs"), [StageNames.CreateTars]);
        Assert.DoesNotContain(warnings, w => w.Contains("under several names", StringComparison.Ordinal));
        File.Copy(_own.In("canvas/Winter/Cats/3.jpg"), _own.In("canvas/Pop_Art/Dogs/1.jpg"), overwrite: true);
        File.Copy(_own.In("canvas/Winter/Cats/4.jpg"), _own.In("canvas/Winter/Cats/5.jpg"), overwrite: true);
        (_, warnings) = await _own.RunConfigAsync(Config("Dogs"), [StageNames.CreateTars]);
        Assert.Contains(
            warnings, w => w.Contains("2 pictures are there under several names, so that one may be forgotten and retained, or count twice: Pop_Art/Dogs/1.jpg and Winter/Cats/3.jpg; Winter/Cats/4.jpg and Winter/Cats/5.jpg", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Styles_and_objects_are_two_experiments() =>
        Assert.Contains(
            "are styles (Pop Art) and objects (Dogs)",
            (await Assert.ThrowsAnyAsync<Exception>(() => _own.RunConfigAsync(Config("Pop Art, Dogs"), [StageNames.CreateTars]))).ToString(), StringComparison.Ordinal);

    private string Config(string targets) =>
        $"experiment: own\ndownload: {{ painted: {{ file: '{_own.In("canvas")}' }} }}\ncanvas: {{ pictures: painted, labels: found, picturesPerCell: 6, searchPictures: 2, retainPairs: 12 }}\nmodel: {{ checkpoint: model }}\nunlearn: {{ concepts: [{targets}] }}\n";
}
