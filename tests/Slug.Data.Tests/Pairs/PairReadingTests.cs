using System.Text;
using Parquet;
using Parquet.Schema;
using Slug.Data.Pairs;

namespace Slug.Data.Tests.Pairs;

public sealed class PairReadingTests : IDisposable
{
    private static readonly byte[] Picture = [0xFF, 0xD8, 0xFF, 1];

    private readonly TemporaryFolder _folder = new();
    private readonly PairNotes _notes = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("a.csv", "\uFEFFPath,Caption\r\n\"one, two.jpg\",\"a \"\"big\"\" kite, red\"\r\nimg/b.JPG,two\r\n")]
    [InlineData("a.csv", "image;text\none, two.jpg;a \"big\" kite, red\nimg/b.JPG;two\n")]
    [InlineData("a.tsv", "file_name\tcaption\none, two.jpg\ta \"big\" kite, red\nimg\\b.JPG\ttwo\n")]
    [InlineData("a.csv", "one, two.jpg|a \"big\" kite, red\nimg/b.JPG|two\n")]
    [InlineData("a.jsonl", "{\"file_name\": \"one, two.jpg\", \"text\": \"a \\\"big\\\" kite, red\"}\n\n{\"file_name\": \"img/b.JPG\", \"text\": \"two\"}\n")]
    [InlineData("a.json", "[{\"image\": \"one, two.jpg\", \"caption\": \"a \\\"big\\\" kite, red\"}, {\"image\": \"img/b.JPG\", \"caption\": \"two\"}]")]
    public void Tables_are_read_whatever_separates_their_columns(string name, string text)
    {
        Add("one, two.jpg", Picture);
        Add("img/b.JPG", Picture);
        Add(name, Encoding.UTF8.GetBytes(text));
        Assert.Equal([("one, two.jpg", "a \"big\" kite, red"), ("img/b.JPG", "two")], Read(name).Select(p => (p.Place.Replace('\\', '/'), p.Caption!)));
        Assert.Empty(_notes.Mistakes);
    }

    [Fact]
    public void Half_a_letter_in_a_row_of_JSON_is_told_with_its_line()
    {
        Add("a.jsonl", """
            {"image": "a.png", "caption": "whole"}
            {"image": "b.png", "caption": "\ud83d"}
            """u8.ToArray());
        Read("a.jsonl");
        Assert.Contains("line 2", Assert.Single(_notes.Mistakes));
    }

    [Fact]
    public void A_folder_without_a_picture_among_classes_is_told()
    {
        Add("kite/a.jpg", Picture);
        Add("lantern/notes.txt", "none yet"u8.ToArray());
        Add(".cache/x", [0]);
        Assert.Equal(["kite"], PairFiles.OfFolder(_folder.Path, new PairReading(), _notes).Select(p => p.Class).ToList());
        Assert.Equal($"A folder in {_folder.Path} without a picture is no class: lantern", Assert.Single(_notes.Warnings));
    }

    // The rows as Python's csv gives them, blanks around cells apart.
    [Theory]
    [InlineData("\"a\"b,c\n", "ab|c")]
    [InlineData("a\"b\"c,d\n", "a\"b\"c|d")]
    [InlineData("\"a\"\"\",b\n", "a\"|b")]
    [InlineData("\"\"a,b\n", "a|b")]
    [InlineData("a,\"b\r\nc\"\r\nd,e", "a|b\r\nc", "d|e")]
    [InlineData("a\rb\r\n\n,\n", "a", "b", "|")]
    [InlineData("a, \"b, c\"\n", "a|\"b|c\"")]
    public void Rows_are_taken_apart_as_other_programs_do(string text, params string[] rows) =>
        Assert.Equal(rows, new CsvRows("a.csv", text, ',', quotes: true).Read().Select(row => string.Join('|', row.Cells)));

    [Fact]
    public void A_row_is_named_by_the_line_that_it_begins_in() =>
        Assert.Equal([1, 4, 6], new CsvRows("a.csv", "a,\"b\r\n\r\nc\"\r\nd,\"e\nf\"\nh,i", ',', quotes: true).Read().Select(row => row.Line));

    [Theory]
    [InlineData("\"a\"b,")]
    [InlineData("a\"b,")]
    [InlineData("\"\"\"\",")]
    [InlineData("\"a\"b\n")]
    [InlineData(",")]
    public void A_table_takes_memory_in_proportion_to_its_length_whatever_stands_in_it(string piece)
    {
        var text = "image,caption\na.png," + string.Concat(Enumerable.Repeat(piece, 1_000_000 / piece.Length)) + "\n";
        Add("a.csv", Encoding.UTF8.GetBytes(text));
        var before = GC.GetAllocatedBytesForCurrentThread();
        _ = Read("a.csv");
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100L * text.Length);
    }

    [Fact]
    public async Task Parquet_tables_are_read_by_their_columns_of_texts()
    {
        DataField[] columns = [new DataField<long>("id"), new DataField<string>("image_path"), new DataField<string>("caption"), new DataField<string>("label")];
        await using (var stream = File.Create(_folder.File("a.parquet")))
        await using (var writer = await ParquetWriter.CreateAsync(new ParquetSchema([.. columns]), stream))
        {
            using var group = writer.CreateRowGroup();
            await group.WriteAsync<long>(columns[0], new long[] { 7, 8 });
            await group.WriteAsync(columns[1], new[] { "a.jpg", "b.jpg" });
            await group.WriteAsync(columns[2], new[] { "a kite", null! });
            await group.WriteAsync(columns[3], new[] { "kite", "lantern" });
            group.CompleteValidate();
        }

        Add("a.jpg", Picture);
        Add("b.jpg", Picture);
        Assert.Equal([("a.jpg", "a kite", "kite"), ("b.jpg", null, "lantern")], Read("a.parquet").Select(p => (p.Place, p.Caption, p.Class)));
    }

    [Fact]
    public void A_table_in_windows_1252_says_where_it_is_no_UTF_8_and_is_read_when_its_encoding_is_named()
    {
        Add("a.jpg", Picture);
        Add("a.csv", Encoding.Latin1.GetBytes("path,caption\na.jpg,ein Löwe\n"));
        Assert.Empty(Read("a.csv"));
        Assert.Contains("a.csv, line 2: 'a.jpg,ein Löwe' is not UTF-8", Assert.Single(_notes.Mistakes));
        Assert.Equal("ein Löwe", Assert.Single(Read("a.csv", new PairReading { Encoding = "windows-1252" })).Caption);
    }

    [Fact]
    public void Rows_whose_picture_is_missing_or_doubled_are_counted_and_named()
    {
        Add("a.jpg", Picture);
        Add("a.csv", "path,caption\na.jpg,one\na.jpg,one\na.jpg,two\nb.jpg,three\nc.jpg,three\nd.jpg,three\ne.jpg,three\n"u8.ToArray());
        Assert.Equal(["one", "two"], Read("a.csv").Select(p => p.Caption));
        Assert.Contains(_notes.Warnings, w => w.StartsWith("1 rows of") && w.EndsWith("stand there twice; they are taken once: a.jpg (line 3)"));
        Assert.Contains(_notes.Warnings, w => w.StartsWith("4 of 7 rows of") && w.Contains("they are left out: b.jpg (line 5), c.jpg (line 6), d.jpg (line 7) and 1 more"));
        Add("none.csv", "path,caption\nb.jpg,three\n"u8.ToArray());
        Assert.Empty(Read("none.csv"));
        Assert.Contains("Of 1 rows", Assert.Single(_notes.Mistakes));
    }

    [Theory]
    [InlineData("photo,words\na.jpg,x\n", "no column of captions")]
    [InlineData("x,y\na.jpg,b\n", null)]
    [InlineData("path\na.jpg\n", "neither a column of captions")]
    [InlineData("path,caption\na.jpg\n", "line 2: 1 cells, and the first row has 2")]
    [InlineData("path,caption\na.jpg,a dog, running\n", "line 2: 3 cells, and the first row has 2")]
    [InlineData("path,caption\n\n\na.jpg,\"a dog\nb.jpg,a cat\n", "line 4: a cell begins with a double quote that is never closed")]
    public void A_table_that_cannot_be_read_says_why(string text, string? why)
    {
        Add("a.jpg", Picture);
        Add("a.csv", Encoding.UTF8.GetBytes(text));
        _ = Read("a.csv");
        if (why is null) Assert.Contains(_notes.Warnings, w => w.Contains("x (line 1)"));
        else Assert.Contains(_notes.Mistakes, m => m.Contains(why) || m.Contains("neither a column of captions"));
    }

    [Fact]
    public void Pictures_outside_of_the_folder_that_is_watched_are_refused()
    {
        Add("a/a.csv", "path,caption\n../b.jpg,one\n"u8.ToArray());
        Add("b.jpg", Picture);
        Assert.Empty(Read("a/a.csv"));
        Assert.Contains("name a folder that holds them all as data.pictures", _notes.Mistakes[1]);
    }

    [Fact]
    public void A_folder_gives_captions_beside_pictures_and_classes_of_folders()
    {
        Add("golden_retriever/deep/Å 1.JPEG", Picture);
        Add("golden_retriever/deep/Å 1.TXT", "\uFEFFa dog,\n asleep "u8.ToArray());
        Add("kite/b.png", Picture);
        Add("kite/.hidden.png", Picture);
        Add("__MACOSX/kite/b.png", Picture);
        Add("loose.webp", Picture);
        Add("phone/c.HEIC", Picture);
        Assert.Equal(
            [("golden_retriever/deep/Å 1.JPEG", "a dog, asleep", "golden retriever"), ("kite/b.png", null, "kite"), ("loose.webp", null, null)],
            Read(".").Select(p => (p.Place, p.Caption, p.Class)));
        Assert.Contains(_notes.Warnings, w => w.StartsWith("1 .heic pictures in") && w.EndsWith("png, jpg and webp are read: phone/c.HEIC"));
    }

    [Fact]
    public void Links_are_followed_and_one_that_leads_back_has_an_end()
    {
        Add("apart/a.png", Picture);
        Directory.CreateDirectory(_folder.File("set/kite"));
        File.CreateSymbolicLink(_folder.File("set/kite/a.png"), _folder.File("apart/a.png"));
        Directory.CreateSymbolicLink(_folder.File("set/lantern"), _folder.File("apart"));
        Directory.CreateSymbolicLink(_folder.File("set/kite/up"), _folder.File("set"));
        Assert.Equal(["kite/a.png", "lantern/a.png"], Read("set").Select(p => p.Place));
        Assert.All(Read("set"), p => Assert.Equal(Picture.Length, p.Bytes));
    }

    [Fact]
    public void Folders_named_train_and_test_are_no_classes()
    {
        Add("train/kite/a.png", Picture);
        Add("test/kite/b.png", Picture);
        _ = Read(".");
        Assert.Contains("are test, train, which are sets and no classes", Assert.Single(_notes.Mistakes));
    }

    private void Add(string path, byte[] bytes)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder.File(path))!);
        File.WriteAllBytes(_folder.File(path), bytes);
    }

    private IReadOnlyList<OwnPair> Read(string path, PairReading? reading = null) => [.. PairPlace.At(_folder.File(path)).Read(reading ?? new PairReading(), _notes)];
}
