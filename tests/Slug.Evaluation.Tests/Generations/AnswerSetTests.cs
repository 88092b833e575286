using Slug.Evaluation.Generations;

namespace Slug.Evaluation.Tests.Generations;

/// <summary>Answer sets where the official tools look for them, with a manifest that tells whose pictures they are.</summary>
public sealed class AnswerSetTests : IDisposable
{
    private static readonly byte[] Picture = [0xFF, 0xD8, 1, 2, 3];

    private readonly string _root = Directory.CreateTempSubdirectory("slug-answers-").FullName;

    private IReadOnlyList<WantedPicture> Names { get; } = AnswerSet.Names(["Pop Art", "Van_Gogh"], ["Cats", "Dogs"], [188, 288]);

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Pictures_are_named_and_nested_as_the_official_program_does()
    {
        var set = new AnswerSet(_root, "Van_Gogh", "m");
        foreach (var name in Names) set.Add(name, Picture);
        Assert.Equal(
            ["Van_Gogh.manifest.jsonl", .. new[] { "Pop_Art_Cats_seed188", "Pop_Art_Cats_seed288", "Pop_Art_Dogs_seed188", "Pop_Art_Dogs_seed288", "Van_Gogh_Cats_seed188", "Van_Gogh_Cats_seed288", "Van_Gogh_Dogs_seed188", "Van_Gogh_Dogs_seed288" }.Select(n => $"Van_Gogh/{n}.jpg")],
            Directory.GetFiles(_root, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(_root, f)).Order(StringComparer.Ordinal));
        Assert.StartsWith("""{"file":"Pop_Art_Cats_seed188.jpg","labels":{"object":"Cats","style":"Pop_Art"},"prompt":"A Cats image in Pop Art style.","seed":188,"model":"m","sha256":""", File.ReadLines(set.Manifest).First(), StringComparison.Ordinal);
        // By sha256sum.
        Assert.EndsWith("d37e2a668a41b86e565ba4d9a0263a48cf80cfd3401b07aa17b6562b75c19394\"}", File.ReadLines(set.Manifest).First(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_set_without_a_picture_leaves_no_folder()
    {
        var set = new AnswerSet(Path.Combine(_root, "sets"), "Cats", "m");
        Assert.Equal(8, set.State(Names).Missing.Count);
        Assert.Empty(Directory.GetFileSystemEntries(_root));
        set.Add(Names[0], Picture);
        Assert.True(Directory.Exists(set.Folder));
    }

    [Fact]
    public void A_picture_has_one_line_also_in_a_manifest_that_was_begun_empty()
    {
        var set = new AnswerSet(_root, "Cats", "m");
        File.WriteAllText(set.Manifest, "");
        foreach (var name in Names.Take(3)) set.Add(name, Picture);
        Assert.Equal(3, File.ReadAllLines(set.Manifest).Length);
        var message = Assert.Throws<InvalidDataException>(() => set.Complete(Names)).Message;
        Assert.EndsWith("Cats: of 8 pictures 5 are missing (Pop_Art_Dogs_seed288.jpg first). Run Generate again.", message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_there_is_not_made_again_and_a_torn_line_is()
    {
        var set = new AnswerSet(_root, "Cats", "m");
        foreach (var name in Names.Take(3)) set.Add(name, Picture);
        // Killed within the third line.
        File.WriteAllText(set.Manifest, File.ReadAllText(set.Manifest)[..^20]);
        var again = new AnswerSet(_root, "Cats", "m");
        Assert.Equal([.. Names.Skip(3), Names[2]], again.State(Names).ToDo);
        foreach (var name in again.State(Names).ToDo) again.Add(name, Picture);
        Assert.Equal(Names, new AnswerSet(_root, "Cats", "m").Complete(Names).Select(p => p.Name));
    }

    [Fact]
    public void Pictures_of_another_model_foreign_ones_and_changed_ones_never_count()
    {
        var older = new AnswerSet(_root, "Cats", "older");
        foreach (var name in Names.Take(2)) older.Add(name, Picture);
        var set = new AnswerSet(_root, "Cats", "newer");
        foreach (var name in Names.Skip(2)) set.Add(name, Picture);
        File.WriteAllBytes(Path.Combine(set.Folder, Names[2].FileName), [0xFF, 0xD8, 9]);
        File.Delete(Path.Combine(set.Folder, Names[3].FileName));
        var state = new AnswerSet(_root, "Cats", "newer").State(Names);
        Assert.Equal(Names.Take(2), state.Stale);
        Assert.Equal([Names[2]], state.Changed);
        Assert.Equal([Names[3]], state.Missing);
        Assert.Equal(Names.Skip(4), state.Complete);
        var message = Assert.Throws<InvalidDataException>(() => set.Complete(Names)).Message;
        Assert.Contains("of 8 pictures 1 are missing (Pop_Art_Dogs_seed288.jpg first), 2 are of another model (Pop_Art_Cats_seed188.jpg first), 1 are not as they were written", message, StringComparison.Ordinal);
        set.Add(Names[0], Picture);
        Assert.DoesNotContain(Names[0], new AnswerSet(_root, "Cats", "newer").State(Names).Stale);
    }

    [Fact]
    public void A_whole_set_is_copied_with_its_manifest_in_the_order_of_the_names_and_a_torn_one_is_refused()
    {
        var set = new AnswerSet(_root, "Cats", "m");
        foreach (var name in Names.Reverse()) set.Add(name, Picture);
        set.Add(Names[3], Picture);
        var folder = Directory.CreateDirectory(Path.Combine(_root, "copy")).FullName;
        var manifest = Path.Combine(_root, "copy.jsonl");
        set.CopyTo(Names, folder, manifest);
        Assert.Equal(Names.Select(n => n.FileName), AnswerSet.ReadWhole(manifest).Select(line => line.File));
        Assert.Equal(Names.Count, Directory.GetFiles(folder).Length);
        File.WriteAllText(manifest, File.ReadAllText(manifest)[..^9]);
        Assert.Contains("Run Generate again", Assert.Throws<InvalidDataException>(() => AnswerSet.ReadWhole(manifest)).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidDataException>(() => new AnswerSet(_root, "Cats", "other").CopyTo(Names, folder, manifest));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"file":"a.jpg","labels":{"object":"Cats"}}""")]
    public void A_file_of_other_lines_is_no_manifest(string text)
    {
        var manifest = Path.Combine(_root, "other.jsonl");
        File.WriteAllText(manifest, text);
        Assert.Equal($"{manifest} is no manifest of generated pictures. Run Generate again.", Assert.Throws<InvalidDataException>(() => AnswerSet.ReadWhole(manifest)).Message);
    }

    [Fact]
    public void What_the_official_tools_cannot_read_is_refused()
    {
        foreach (var target in (string[])["../Cats", "\\Cats", ".", ".."])
            Assert.StartsWith($"'{target}' is no name of a folder.", Assert.Throws<ArgumentException>(() => new AnswerSet(_root, target, "m")).Message, StringComparison.Ordinal);
        Assert.All(new[] { ("", "Cats", "m"), (_root, "", "m"), (_root, "Cats", "") }, a => Assert.Throws<ArgumentException>(() => new AnswerSet(a.Item1, a.Item2, a.Item3)));
        Assert.StartsWith(
            "'Pop_Art_Cats_seed188.jpg' is no JPEG",
            Assert.Throws<ArgumentException>(() => new AnswerSet(_root, "Cats", "m").Add(Names[0], [0x89, (byte)'P'])).Message,
            StringComparison.Ordinal);
    }
}
