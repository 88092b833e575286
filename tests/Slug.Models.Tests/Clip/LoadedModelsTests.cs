using Slug.Models.Clip;
using static TorchSharp.torch;

namespace Slug.Models.Tests.Clip;

public sealed class LoadedModelsTests : IDisposable
{
    private static readonly ClipConfig Config = new()
    {
        EmbedDim = 8,
        Vision = new ClipVisionConfig { ImageSize = 8, PatchSize = 4, Width = 8, Layers = 1, HeadWidth = 4 },
        Text = new ClipTextConfig { ContextLength = 4, VocabSize = 16, Width = 8, Heads = 2, Layers = 1 },
    };

    private readonly string _folder = Directory.CreateTempSubdirectory("slug-loaded-").FullName;
    private readonly LoadedModels _models = new();

    public void Dispose()
    {
        _models.Clear();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void A_model_given_back_unchanged_is_lent_again()
    {
        var path = Write(1);
        var first = Use(path, keep: true);
        Assert.Same(first, Use(path, keep: true));
    }

    [Fact]
    public void A_model_that_nobody_vouches_for_is_not()
    {
        var path = Write(1);
        var first = Use(path, keep: false);
        Assert.NotSame(first, Use(path, keep: false));
    }

    [Fact]
    public void Another_file_another_model()
    {
        var first = Use(Write(1), keep: true);
        Assert.NotSame(first, Use(Write(2), keep: true));
    }

    [Fact]
    public void A_file_that_was_written_anew_is_read_anew()
    {
        var path = Write(1);
        var first = Use(path, keep: true);
        File.SetLastWriteTimeUtc(path, new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        Assert.NotSame(first, Use(path, keep: true));
    }

    [Fact]
    public void A_model_is_lent_to_one_at_a_time()
    {
        var path = Write(1);
        using var one = _models.Rent(Config, path, CPU);
        using var other = _models.Rent(Config, path, CPU);
        Assert.NotSame(one.Model, other.Model);
    }

    [Fact]
    public void What_is_kept_beside_a_model_is_made_once_for_a_key_and_goes_with_the_model()
    {
        var path = Write(1);
        Companion first, again, other;
        using (var loan = _models.Rent(Config, path, CPU))
        {
            first = loan.Beside("a", () => new Companion());
            loan.Keep();
        }

        using (var loan = _models.Rent(Config, path, CPU))
        {
            again = loan.Beside("a", () => new Companion());
            Assert.False(first.Disposed);
            other = loan.Beside("b", () => new Companion());
            Assert.True(first.Disposed);
            loan.Keep();
        }

        Assert.Same(first, again);
        Assert.False(other.Disposed);
        _models.Clear();
        Assert.True(other.Disposed);
    }

    private sealed class Companion : IDisposable
    {
        public bool Disposed { get; private set; }

        public void Dispose() => Disposed = true;
    }

    private ClipModel Use(string path, bool keep)
    {
        using var loan = _models.Rent(Config, path, CPU);
        if (keep) loan.Keep();
        return loan.Model;
    }

    private string Write(ulong seed)
    {
        var path = Path.Combine(_folder, $"{seed}.safetensors");
        using var model = ClipModel.Create(Config, seed);
        model.Save(path);
        return path;
    }
}
