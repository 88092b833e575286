using System.IO.Compression;
using Slug.Models.Checkpoints;
using static TorchSharp.torch;

namespace Slug.Models.Tests.Checkpoints;

public sealed class TorchFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("slug-torch-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("kinds.pt")]
    [InlineData("kinds-protocol4.pt")]
    public void Reads_every_type_and_every_kind_of_view(string name)
    {
        using var scope = NewDisposeScope();
        using var expected = SafetensorsFile.Open(GoldenFiles.Path("torch", "kinds.safetensors"));
        using var actual = TorchFile.Open(GoldenFiles.Path("torch", name));
        Assert.Equal(17, actual.Entries.Count);
        Assert.Equal(expected.Entries.Select(e => e.Name).Order(), actual.Entries.Select(e => e.Name).Order());
        foreach (var entry in actual.Entries)
        {
            var (a, b) = (expected.Load(entry.Name), actual.Load(entry.Name));
            Assert.Equal(a.dtype, entry.Type);
            Assert.Equal(a.shape, entry.Shape);
            Assert.Equal(a.shape, b.shape);
            Assert.True(a.bytes.SequenceEqual(b.bytes), entry.Name);
        }
    }

    [Fact]
    public void Takes_the_weights_out_of_a_training_programs_state()
    {
        using var scope = NewDisposeScope();
        using var expected = SafetensorsFile.Open(GoldenFiles.Path("torch", "clip.safetensors"));
        using var actual = CheckpointFiles.Open(GoldenFiles.Path("torch", "training.pt"));
        Assert.Equal(expected.Entries.Select(e => e.Name).Order(), actual.Entries.Select(e => e.Name).Order());
        Assert.All(actual.Entries, e => Assert.True(expected.Load(e.Name).Equals(actual.Load(e.Name)), e.Name));
    }

    [Theory]
    [InlineData("evil.pt", "posix.system", "would run")]
    [InlineData("whole-module.pt", "torch.nn.modules.linear.Linear", "state_dict")]
    [InlineData("legacy.pt", "before version 1.6", "torch.save")]
    public void Refuses_what_is_more_or_less_than_tensors(string name, string what, string advice)
    {
        var error = Assert.Throws<CheckpointException>(() => CheckpointFiles.Open(GoldenFiles.Path("torch", name)));
        Assert.Contains(name, error.Message);
        Assert.Contains(what, error.Message);
        Assert.Contains(advice, error.Message);
    }

    [Fact]
    public void A_file_cut_anywhere_is_refused()
    {
        var whole = File.ReadAllBytes(GoldenFiles.Path("torch", "kinds.pt"));
        for (var length = 4; length < whole.Length; length += 97)
        {
            var path = Write("cut.pt", whole[..length]);
            Assert.Throws<CheckpointException>(() => CheckpointFiles.Open(path));
        }
    }

    [Fact]
    public void Damage_ends_in_the_one_exception_or_in_tensors()
    {
        var random = new Random(1);
        var whole = File.ReadAllBytes(GoldenFiles.Path("torch", "kinds.pt"));
        var refused = 0;
        for (var round = 0; round < 500; round++)
        {
            var damaged = whole.ToArray();
            for (var i = 0; i < 2; i++) damaged[random.Next(damaged.Length)] ^= (byte)(1 << random.Next(8));
            var failure = Record.Exception(() =>
            {
                using var scope = NewDisposeScope();
                using var file = CheckpointFiles.Open(Write("damaged.pt", damaged));
                foreach (var entry in file.Entries) file.Load(entry.Name);
            });
            if (failure is null) continue;
            Assert.IsType<CheckpointException>(failure);
            refused++;
        }

        Assert.InRange(refused, 50, 499);
    }

    [Fact]
    public void Storages_that_are_missing_short_or_packed_are_listed()
    {
        var path = Path.Combine(_folder, "odd.pt");
        using (var source = ZipFile.OpenRead(GoldenFiles.Path("torch", "kinds.pt")))
        using (var target = ZipFile.Open(path, ZipArchiveMode.Create))
        {
            foreach (var entry in source.Entries.Where(e => e.Name != "0"))
            {
                using var from = entry.Open();
                using var to = target.CreateEntry(entry.FullName, entry.Name == "2" ? CompressionLevel.Optimal : CompressionLevel.NoCompression).Open();
                var bytes = new byte[entry.Length];
                from.ReadExactly(bytes);
                to.Write(entry.Name == "1" ? bytes[..3] : entry.Name == "2" ? new byte[bytes.Length] : bytes);
            }
        }

        var error = Assert.Throws<CheckpointException>(() => TorchFile.Open(path));
        Assert.Contains(error.Problems, p => p.Contains("data/0", StringComparison.Ordinal) && p.Contains("missing", StringComparison.Ordinal));
        Assert.Contains(error.Problems, p => p.Contains("has 3 bytes", StringComparison.Ordinal));
        Assert.Contains(error.Problems, p => p.Contains("is packed", StringComparison.Ordinal));
    }

    [Fact]
    public void Other_zip_archives_and_big_endian_files_are_refused()
    {
        var other = Path.Combine(_folder, "other.zip");
        using (var zip = ZipFile.Open(other, ZipArchiveMode.Create)) zip.CreateEntry("readme.txt");
        Assert.Contains("0 files data.pkl", Assert.Throws<CheckpointException>(() => CheckpointFiles.Open(other)).Message);

        var big = Path.Combine(_folder, "big.pt");
        File.Copy(GoldenFiles.Path("torch", "kinds.pt"), big);
        using (var zip = ZipFile.Open(big, ZipArchiveMode.Update))
        {
            zip.GetEntry("kinds/byteorder")?.Delete();
            using var order = new StreamWriter(zip.CreateEntry("kinds/byteorder").Open());
            order.Write("big");
        }

        Assert.Contains("big-endian", Assert.Throws<CheckpointException>(() => CheckpointFiles.Open(big)).Message);
    }

    [Fact]
    public void A_small_file_that_claims_megabytes_takes_no_memory()
    {
        var path = Path.Combine(_folder, "bomb.pt");
        using (var zip = ZipFile.Open(path, ZipArchiveMode.Create))
        using (var pickle = zip.CreateEntry("bomb/data.pkl", CompressionLevel.SmallestSize).Open())
            pickle.Write(new byte[100 << 20]);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains("no pickle packs so well", Assert.Throws<CheckpointException>(() => CheckpointFiles.Open(path)).Message);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void A_tensor_that_is_not_there_is_named()
    {
        using var file = TorchFile.Open(GoldenFiles.Path("torch", "kinds.pt"));
        Assert.Contains("'nothing'", Assert.Throws<CheckpointException>(() => file.Load("nothing")).Message);
    }

    private string Write(string name, byte[] bytes)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }
}
