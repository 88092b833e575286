using Slug.Models.Layers;
using Slug.Unlearning.LayerRanking;

namespace Slug.Unlearning.Tests.LayerRanking;

public sealed class LayerTableFileTests : IDisposable
{
    private readonly string _path = Path.Combine(Directory.CreateTempSubdirectory("slug-layers-").FullName, "layers.json");

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(_path)!, recursive: true);

    [Fact]
    public void Keeps_every_bit_of_every_score()
    {
        var table = new LayerTable(
        [
            new("visual.proj", Tower.Vision, 1.0 / 3, Math.PI * 1e-9, 12.5, 1e-300),
            new("text_projection", Tower.Language, 0, double.NaN, 0, double.PositiveInfinity),
        ]);
        LayerTableFile.Save(_path, table);
        Assert.Equal(table.Layers, LayerTableFile.Load(_path).Layers);
        Assert.Contains("\"vision\"", File.ReadAllText(_path), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Says_what_is_wrong_with_another_file()
    {
        File.WriteAllText(_path, "[1, 2");
        Assert.Contains("layers.json is no table of layers", Assert.Throws<InvalidDataException>(() => LayerTableFile.Load(_path)).Message);
    }
}
