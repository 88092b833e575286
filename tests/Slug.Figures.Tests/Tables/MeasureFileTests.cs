using Slug.Figures.Tables;

namespace Slug.Figures.Tests.Tables;

public sealed class MeasureFileTests : IDisposable
{
    private readonly string _file = Path.Combine(Directory.CreateTempSubdirectory("slug-measures-").FullName, "measures.json");

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(_file)!, recursive: true);

    [Fact]
    public void Measures_are_read_back_with_all_that_is_known_of_them()
    {
        var fid = new Measure("fid", 12.5, Better.Lower, MeasureSubject.Kept) { Label = "FID", Unit = MeasureUnit.Score, Samples = 1000 };
        var mia = new Measure("mia-loss", 0.7, Better.Lower, MeasureSubject.Membership) { IsDetail = true };
        MeasureFile.Save([new ResultRow("ga", "rocket") { LearningRate = 1e-5, Setting = "x", Seconds = 3, Measures = [fid, mia] }], _file);
        var row = Assert.Single(MeasureFile.Load(_file));
        Assert.Equal(("ga", 1e-5, "x", "rocket", 3.0), (row.Method, row.LearningRate, row.Setting, row.Concept, row.Seconds));
        Assert.Equal([fid, mia], row.Measures);
    }

    [Fact]
    public void A_number_that_json_lacks_becomes_null()
    {
        MeasureFile.Save([new ResultRow("a", "b") { Measures = [new Measure("fa@1", double.NaN, Better.Lower, MeasureSubject.Forgotten)] }], _file);
        Assert.Null(MeasureFile.Load(_file)[0].Measures[0].Value);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[{\"method\":\"a\"}]")]
    public void What_is_no_such_file_is_refused(string text)
    {
        File.WriteAllText(_file, text);
        Assert.Contains("holds no measures", Assert.Throws<InvalidDataException>(() => MeasureFile.Load(_file)).Message);
    }
}
