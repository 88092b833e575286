using Slug.Data;
using Slug.Data.WebDataset;
using Slug.Experiments.Clip.Measures;
using Slug.Experiments.Data;

namespace Slug.Experiments.Tests.Clip.Measures;

public sealed class EvaluationSetsTests : IDisposable
{
    private static readonly string[] Names = ["Ann", "Bob", "Cid", "Dot"];

    private readonly string _folder = Directory.CreateTempSubdirectory("slug-sets-").FullName;

    [Fact]
    public void What_is_kept_is_everybody_else() => Assert.Equal([1, 2, 3], Sets(retained: null).Kept([0]));

    [Fact]
    public void Several_forgotten_are_none_of_it() => Assert.Equal([1, 2], Sets(retained: null).Kept([0, 2]));

    [Fact]
    public void Or_it_is_a_list_of_names_whoever_is_forgotten()
    {
        Assert.Equal([0, 1, 2], Sets(retained: [0, 1]).Kept([0]));
        Assert.Equal([0, 1, 2], Sets(retained: [0, 1]).Kept([3]));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private EvaluationSets Sets(int[]? retained)
    {
        var tar = Path.Combine(_folder, "test.tar");
        using (var writer = new TarShardWriter(tar))
        {
            foreach (var (i, name) in new[] { "Ann", "Bob", "Bob", "Cid" }.Index()) writer.Write(TarSample.ImageText($"{i}", "png", [1], name));
            writer.Complete();
        }

        return new EvaluationSets(EvaluationSet.Open(tar, Names), ClassList.Of(Names, retained), ["{name}."], "TA_CA", null, null);
    }
}
