using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Slug.Models.Checkpoints;
using static TorchSharp.torch;

namespace Slug.Models.Tests.Checkpoints;

/// <summary>Tensors in a file's own memory: nothing is copied, nothing is written back, and what happens to the file meanwhile is told.</summary>
public sealed class MappedFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("slug-mapped-").FullName;
    private readonly TorchSharp.DisposeScope _scope = NewDisposeScope();

    public void Dispose()
    {
        _scope.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void A_shared_tensor_outlives_the_reader_and_writes_never_reach_the_file()
    {
        var path = Write(("a", arange(6, ScalarType.Float32).view(2, 3)), ("b", tensor(7f)));
        var before = File.ReadAllBytes(path);
        Tensor a, b;
        using (var file = SafetensorsFile.Open(path))
        {
            (a, b) = (file.TryShare("a")!, file.TryShare("b")!);
            a.add_(1);
            Assert.Equal(1, file.TryShare("a")!.data<float>()[0]);
        }

        Assert.Equal([1f, 2, 3, 4, 5, 6], a.data<float>().ToArray());
        Assert.Equal([2, 3], a.shape);
        Assert.Empty(b.shape);
        Assert.Equal(7, b.item<float>());
        Assert.Equal(before, File.ReadAllBytes(path));
    }

    [Fact]
    public void A_file_that_was_cut_off_since_it_was_opened_is_told_before_its_numbers_are_touched()
    {
        var path = Write(("a", zeros(1000)), ("b", zeros(200_000)));
        using var file = SafetensorsFile.Open(path);
        using (var cut = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite)) cut.SetLength(5000);
        Assert.Equal(0, file.TryShare("a")!.sum().item<float>());
        Assert.Contains("ends within 'b'; it was cut off since it was opened", Assert.Throws<CheckpointException>(() => file.TryShare("b")).Message, StringComparison.Ordinal);
        Assert.Throws<CheckpointException>(() => file.CopyTo("b", zeros(200_000)));
        Assert.Throws<CheckpointException>(() => file.Load("b"));
    }

    [Fact]
    public void A_large_tensor_alone_is_read_in_pieces_and_nothing_after_it()
    {
        // Three pieces of 8M numbers, and as much behind; nothing of it is on the disk.
        var path = Path.Combine(_folder, "large.safetensors");
        const int large = 20 << 20, after = 100 << 20;
        var header = Encoding.UTF8.GetBytes($$$"""{"large":{"dtype":"U8","shape":[{{{large}}}],"data_offsets":[0,{{{large}}}]},"after":{"dtype":"U8","shape":[{{{after}}}],"data_offsets":[{{{large}}},{{{large + after}}}]}}""");
        using (var file = new FileStream(path, FileMode.CreateNew))
        {
            var length = new byte[8];
            BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
            file.Write(length);
            file.Write(header);
            file.SetLength(8 + header.Length + large + after);
        }

        using var opened = SafetensorsFile.Open(path);
        Assert.Equal(large, opened.Load("large").shape[0]);
        Assert.Equal(8 + header.Length + large, opened.Told);
    }

    [Fact]
    public void A_file_that_takes_the_place_of_an_open_one_is_not_read()
    {
        if (!OperatingSystem.IsLinux()) return;
        var path = Write(("a", ones(4)));
        using var file = SafetensorsFile.Open(path);
        SafetensorsWriter.Write(path, new Dictionary<string, Tensor> { ["a"] = zeros(4) });
        Assert.Equal(4, file.TryShare("a")!.sum().item<float>());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Numbers_that_begin_at_no_multiple_of_their_size_are_copied(int shift)
    {
        // 8 bytes and a header of 8 n + shift.
        var header = """{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,12]}}""";
        header += new string(' ', ((8 - (header.Length % 8)) % 8) + shift);
        var bytes = new byte[8 + header.Length + 12];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, header.Length);
        Encoding.ASCII.GetBytes(header).CopyTo(bytes, 8);
        for (var i = 0; i < 3; i++) BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(8 + header.Length + (4 * i)), i + 0.5f);
        var path = Path.Combine(_folder, "odd");
        File.WriteAllBytes(path, bytes);
        using var file = SafetensorsFile.Open(path);
        Assert.Equal(shift == 0, file.TryShare("a") is not null);
        var (same, wide) = (zeros(3), zeros(3, ScalarType.Float64));
        file.CopyTo("a", same);
        file.CopyTo("a", wide);
        Assert.Equal([0.5f, 1.5f, 2.5f], same.data<float>().ToArray());
        Assert.Equal([0.5, 1.5, 2.5], wide.data<double>().ToArray());
        Assert.Equal(same.data<float>().ToArray(), file.Load("a").data<float>().ToArray());
    }

    [Fact]
    public void Numbers_of_many_pieces_and_types_arrive_in_order()
    {
        // Longer than a piece, so that it comes in two.
        var (halves, whole) = (arange(9_000_000, ScalarType.Int32).fmod(2048).to_type(ScalarType.Float16), arange(1000, ScalarType.Int64));
        var path = Write(("halves", halves), ("whole", whole));
        using var file = SafetensorsFile.Open(path);
        var target = zeros(9_000_000);
        file.CopyTo("halves", target);
        Assert.True(target.SameAs(halves.to_type(ScalarType.Float32)));
        Assert.True(file.Load("whole").SameAs(whole));
        Assert.True(file.TryShare("halves")!.SameAs(halves));
    }

    [Fact]
    public void Pages_are_populated_before_anybody_touches_them_and_no_others_are()
    {
        if (!OperatingSystem.IsLinux() || Environment.OSVersion.Version < new Version(5, 18)) return;
        Assert.True(PagePopulation.IsSupported, "This Linux does not populate memory (madvise).");
        var path = Write(("first", ones(4 << 20)), ("second", ones(64 << 20)));
        using var file = SafetensorsFile.Open(path);
        var (first, second) = (file.TryShare("first")!, file.TryShare("second")!);
        Assert.InRange(Resident(path), 0, 8 << 20);
        // From within a page to within another.
        PagePopulation.Read(Address(first) + 5, (16 << 20) - 100);
        // As much more as comes with a large page and with what Linux maps around one.
        Assert.InRange(Resident(path), (16 << 20) - 8192, 24 << 20);
        // To the file's last byte, which is within its last page, and beyond.
        PagePopulation.Read(Address(second), (256L << 20) + 123_456);
        Assert.InRange(Resident(path), 272L << 20, 273L << 20);
        Assert.True(FiniteScan.IsFinite(first) && FiniteScan.IsFinite(second));
    }

    private static unsafe nint Address(Tensor numbers)
    {
        using var one = numbers.narrow(0, 0, 1);
        fixed (byte* start = one.bytes) return (nint)start;
    }

    // Bytes of the file that are mapped and in memory, as Linux counts them.
    private static long Resident(string path)
    {
        var lines = File.ReadAllLines("/proc/self/smaps");
        return Enumerable.Range(0, lines.Length).Where(i => lines[i].EndsWith(path, StringComparison.Ordinal))
            .Sum(i => long.Parse(lines[i..].First(line => line.StartsWith("Rss:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) << 10);
    }

    private string Write(params (string Name, Tensor Tensor)[] tensors)
    {
        var path = Path.Combine(_folder, "weights.safetensors");
        SafetensorsWriter.Write(path, tensors.ToDictionary(t => t.Name, t => t.Tensor));
        return path;
    }
}
