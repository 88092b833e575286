using System.Diagnostics;
using System.Text;
using Slug.Data.Archives;
using Slug.Data.Tests.WebDataset;

namespace Slug.Data.Tests.Archives;

/// <summary>Every tar that GNU tar reads is read: archives that it writes itself, in all its formats, and hand-made ones of other programs.</summary>
public sealed class TarDialectsTests : IDisposable
{
    private const int Holes = 60;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("v7")]
    [InlineData("oldgnu")]
    [InlineData("gnu")]
    [InlineData("ustar")]
    [InlineData("posix")]
    [InlineData("gnu --owner=far:3000000000 --mtime=@-5")]
    [InlineData("posix --owner=far:3000000000 --mtime=@1700000000.25")]
    [InlineData("gnu -V label")]
    [InlineData("posix -V label")]
    [InlineData("posix --pax-option=comment=for-all,comment:=for-each")]
    [InlineData("gnu --listed-incremental=../snapshot")]
    [InlineData("posix --listed-incremental=../snapshot")]
    [InlineData("gnu -z")]
    [InlineData("gnu -j")]
    [InlineData("gnu --zstd")]
    public void Formats_and_packings_of_gnu_tar_are_read(string options)
    {
        var expected = Fill("a.jpg", "a.txt", "größe ☃.jpg", "größe ☃.txt");
        Tar($"--format={options} -cf ../x.tar ./");
        Assert.Equal(expected, Read());
    }

    [Theory]
    [InlineData("oldgnu")]
    [InlineData("gnu")]
    [InlineData("posix")]
    public void Long_names_are_read(string format)
    {
        var name = $"{new string('x', 130)}/{new string('y', 130)}";
        var expected = Fill($"{name}/a.jpg", $"{name}/a.txt");
        Tar($"--format={format} -cf ../x.tar ./");
        Assert.Equal(expected, Read());
    }

    [Theory]
    [InlineData("oldgnu")]
    [InlineData("gnu")]
    [InlineData("posix --sparse-version=0.0")]
    [InlineData("posix --sparse-version=0.1")]
    [InlineData("posix --sparse-version=1.0")]
    public void Sparse_files_are_read_with_their_holes(string format)
    {
        Fill();
        Directory.CreateDirectory(_folder.File("in"));
        using (var file = File.Create(_folder.File("in/a.jpg")))
        {
            for (var i = 0; i < Holes; i++)
            {
                file.Position = i * 100_000L;
                file.Write(Encoding.ASCII.GetBytes($"{i:D4}"));
            }
            file.SetLength((Holes * 100_000L) + 7);
        }
        File.WriteAllText(_folder.File("in/a.txt"), "behind it");
        Tar($"--format={format} -S --hole-detection=raw -cf ../x.tar a.jpg a.txt");
        Assert.True(new FileInfo(_folder.File("x.tar")).Length < 1_000_000, "the archive holds the holes");
        var read = Read();
        Assert.Equal(File.ReadAllBytes(_folder.File("in/a.jpg")), read["a.jpg"]);
        Assert.Equal("behind it"u8.ToArray(), read["a.txt"]);
    }

    [Fact]
    public void A_sparse_file_of_hardly_anything_but_holes_is_refused_before_memory_is_taken()
    {
        Fill();
        Directory.CreateDirectory(_folder.File("in"));
        using (var file = File.Create(_folder.File("in/a.jpg")))
        {
            file.WriteByte(1);
            file.SetLength(50 << 20);
        }
        Tar("--format=posix -S --hole-detection=raw -cf ../x.tar a.jpg");
        Assert.Contains("holes", Assert.Throws<InvalidDataException>(() => Read()).Message);
    }

    [Theory]
    [InlineData("1F9D")]
    [InlineData("1F8B0800")]
    [InlineData("425A6839")]
    [InlineData("28B52FFD")]
    public void Packings_with_anything_in_them_are_damaged_tars_and_nothing_worse(string start)
    {
        var random = new Random(1);
        for (var i = 0; i < 300; i++)
        {
            var bytes = new byte[random.Next(1, 3000)];
            random.NextBytes(bytes);
            File.WriteAllBytes(_folder.File("x.tar"), [.. Convert.FromHexString(start), .. bytes]);
            var failure = Record.Exception(() =>
            {
                using var tar = TarEntryReader.Open(_folder.File("x.tar"));
                while (tar.MoveNext())
                    tar.ReadContent(1 << 20);
            });
            Assert.True(failure is null or InvalidDataException, $"{i}: {failure}");
        }
    }

    [Fact]
    public void Links_within_the_archive_are_followed()
    {
        Fill("a/1.jpg", "a/1.txt");
        Directory.CreateDirectory(_folder.File("in/b"));
        File.CreateSymbolicLink(_folder.File("in/b/2.jpg"), "../a/1.jpg");
        File.CreateSymbolicLink(_folder.File("in/b/3.jpg"), "2.jpg");
        File.CreateSymbolicLink(_folder.File("in/b/4.jpg"), "nowhere.jpg");
        Run("ln", "a/1.txt a/2.txt");
        Tar("-cf ../x.tar a/1.jpg a/1.txt a/2.txt b/2.jpg b/3.jpg b/4.jpg");
        using var tar = TarEntryReader.Open(_folder.File("x.tar"));
        var read = Read(tar);
        Assert.Equal(["a/1.jpg", "a/1.txt", "a/2.txt", "b/2.jpg", "b/3.jpg"], read.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(read["a/1.txt"], read["a/2.txt"]);
        Assert.Equal(read["a/1.jpg"], read["b/3.jpg"]);
        Assert.Equal(["1 link to what is not in the archive (b/4.jpg)"], tar.Notes.ToArray());
    }

    [Theory]
    [InlineData('1', "/etc/passwd")]
    [InlineData('1', "../../etc/passwd")]
    [InlineData('2', "../etc/passwd")]
    [InlineData('2', "x/../../etc/passwd")]
    [InlineData('2', "C:\\boot.ini")]
    public void Links_that_lead_out_are_refused(char type, string target)
    {
        Write(TarBytes.Archive(TarBytes.Entry("a.png", [], type, target)));
        Assert.Contains("leads out of the archive", Assert.Throws<InvalidDataException>(Read).Message);
    }

    [Fact]
    public void A_global_header_may_stand_before_an_extended_one()
    {
        using var tar = TarEntryReader.Open(CaseFiles.Path("tar/pax-global-then-extended.tar"));
        var read = Read(tar);
        Assert.Equal(60, read.Count);
        Assert.All(read.Keys, name => Assert.InRange(name.Length, 160, 180));
        Assert.Empty(tar.Notes);
    }

    [Fact]
    public void Archives_behind_each_other_are_all_read_and_told()
    {
        using var tar = TarEntryReader.Open(CaseFiles.Path("tar/concatenated.tar"));
        var count = 0;
        while (tar.MoveNext())
            count++;
        Assert.Equal(100, count);
        Assert.Null(tar.Tear);
        Assert.Equal(["1 further archive behind the first, read too (00000.jpeg)"], tar.Notes.ToArray());
    }

    [Fact]
    public void What_follows_the_end_and_is_no_tar_is_counted_in_bytes()
    {
        Write([.. TarBytes.Archive(TarBytes.Entry("a.png", [1])), .. Enumerable.Repeat((byte)'g', 800)]);
        using var tar = TarEntryReader.Open(_folder.File("x.tar"));
        Assert.Single(Read(tar));
        Assert.Equal(["800 bytes behind its end are no tar and were left"], tar.Notes.ToArray());
    }

    [Fact]
    public void Headers_of_other_programs_are_read()
    {
        Write(TarBytes.Archive(
            Entry("contiguous.txt", '7'),
            Entry("unknown.txt", 'Q'),
            Entry("v7.txt", '\0', magic: ""),
            Entry("odd-magic.txt", '0', magic: "garbage!"),
            Entry("base256.txt", '0', size: [0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4]),
            Entry("blanks.txt", '0', size: [.. "          4 "u8]),
            Entry("no-zero.txt", '0', size: [.. "000000000004"u8]),
            TarBytes.Entry("folder/", [], '0'),
            TarBytes.Entry("solaris", "25 path=solaris-long.txt\n"u8.ToArray(), 'X'),
            Entry("short.txt", '0'),
            Entry("gr\u00F6\u00DFe.txt", '0', signed: true)));
        using var tar = TarEntryReader.Open(_folder.File("x.tar"));
        var read = Read(tar);
        Assert.Equal(
            ["base256.txt", "blanks.txt", "contiguous.txt", "größe.txt", "no-zero.txt", "odd-magic.txt", "solaris-long.txt", "unknown.txt", "v7.txt"],
            read.Keys.Order(StringComparer.Ordinal));
        Assert.All(read.Values, content => Assert.Equal("text"u8.ToArray(), content));
        Assert.Equal(["1 entry of the unknown type 'Q', taken for a file (unknown.txt)"], tar.Notes.ToArray());
    }

    [Fact]
    public void Devices_and_pipes_are_passed_over_and_counted()
    {
        Write(TarBytes.Archive(TarBytes.Entry("null", [], '3'), TarBytes.Entry("sda", [], '4'), TarBytes.Entry("p", [], '6'), TarBytes.Entry("a.txt", [1])));
        using var tar = TarEntryReader.Open(_folder.File("x.tar"));
        Assert.Equal(["a.txt"], Read(tar).Keys);
        Assert.Equal(["2 devices (null first)", "1 pipe (p)"], tar.Notes.ToArray());
    }

    [Theory]
    [InlineData("version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 12\n", "a Git LFS pointer: fetch the file with git lfs pull")]
    [InlineData("<!DOCTYPE html><html><title>Sign in</title>", "a web page")]
    [InlineData("PK\u0003\u0004....", "a zip archive")]
    [InlineData("PAR1....", "a parquet file")]
    public void What_stands_in_place_of_a_tar_is_told(string content, string what)
    {
        Write(Encoding.Latin1.GetBytes(content));
        Assert.Contains(what, Assert.Throws<InvalidDataException>(Read).Message);
        Write([.. Encoding.Latin1.GetBytes(content), .. new byte[2000]]);
        Assert.Contains(what, Assert.Throws<InvalidDataException>(Read).Message);
    }

    [Fact]
    public void A_packing_that_is_not_read_is_told()
    {
        Write([0xFD, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0, 1, 2]);
        Assert.Contains("packed with xz", Assert.Throws<InvalidDataException>(Read).Message);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("bzip2")]
    [InlineData("zstd")]
    public void Several_packed_streams_in_one_file_are_all_unpacked(string program)
    {
        // As pigz, pbzip2 and pzstd write them.
        Fill("a.jpg", "b.txt");
        Tar("--format=gnu -cf ../x.tar a.jpg b.txt");
        var plain = File.ReadAllBytes(_folder.File("x.tar"));
        File.WriteAllBytes(_folder.File("in/1"), plain[..1024]);
        File.WriteAllBytes(_folder.File("in/2"), plain[1024..]);
        Run("sh", $"-c \"{program} -c 1 > ../x.tar; {program} -c 2 >> ../x.tar\"");
        Assert.Equal(["a.jpg", "b.txt"], Read().Keys.Order(StringComparer.Ordinal));
    }

    private static byte[] Entry(string name, char type, string magic = "ustar\000", byte[]? size = null, bool signed = false)
    {
        var entry = TarBytes.Entry("?", "text"u8.ToArray(), type);
        Encoding.Latin1.GetBytes(name).CopyTo(entry, 0);
        size?.CopyTo(entry, 124);
        entry.AsSpan(257, 8).Clear();
        Encoding.Latin1.GetBytes(magic).CopyTo(entry, 257);
        "        "u8.CopyTo(entry.AsSpan(148));
        var sum = entry.Take(512).Sum(b => signed ? (sbyte)b : b);
        Encoding.ASCII.GetBytes(Convert.ToString(sum, 8).PadLeft(6, '0') + "\0 ").CopyTo(entry, 148);
        return entry;
    }

    /// <summary>Writes files below <c>in/</c> and returns their contents.</summary>
    private SortedDictionary<string, byte[]> Fill(params string[] names)
    {
        Directory.CreateDirectory(_folder.File("in"));
        var files = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var (i, name) in names.Index())
        {
            files[name] = Encoding.UTF8.GetBytes(new string((char)('a' + i), 500 + (i * 100)));
            Directory.CreateDirectory(Path.GetDirectoryName(_folder.File($"in/{name}"))!);
            File.WriteAllBytes(_folder.File($"in/{name}"), files[name]);
        }
        return files;
    }

    private void Write(byte[] bytes) => File.WriteAllBytes(_folder.File("x.tar"), bytes);

    private SortedDictionary<string, byte[]> Read()
    {
        using var tar = TarEntryReader.Open(_folder.File("x.tar"));
        var read = Read(tar);
        Assert.Null(tar.Tear);
        return read;
    }

    private static SortedDictionary<string, byte[]> Read(TarEntryReader tar)
    {
        var files = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
        while (tar.MoveNext())
            files[tar.Path] = tar.ReadContent(1 << 26)!;
        return files;
    }

    private void Tar(string arguments) => Run("tar", arguments);

    private void Run(string program, string arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { WorkingDirectory = _folder.File("in") })!;
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }
}
