using Slug.Data.Pairs;
using Slug.Fuzz.Tests.Mutations;

namespace Slug.Fuzz.Tests.Readers;

/// <summary>Tables of a user's own pictures.</summary>
internal abstract class TableReader : ForeignReader
{
    public override IReadOnlyList<Type> Documented => [typeof(InvalidDataException)];

    public override IReadOnlyList<byte[]> Tokens => Texts("\"", "\"\"", "\n", "\r", "\r\n", ",", ";", "\t", "|", "image", "caption", "\0", "\uFEFF", "\u2028", "../../x.png", "{", "[", "}", "null", "\\ud800", "file_name");

    // Of a row of two letters come a path, where it leads, and what is said of it; a document of JSON for each line.
    public override int BytesPerByte => 1000;

    public override void Read(string path)
    {
        _ = PairTable.Read(path, new PairReading());
        // And as the pairs that it names, of which none is there.
        var notes = new PairNotes();
        foreach (var pair in PairPlace.At(path).Read(new PairReading(), notes))
            _ = pair.Caption;
        _ = PairPlace.At(path).Sources(new PairReading());
    }
}

internal sealed class CsvReader : TableReader
{
    public override string Name => "csv";

    public override string FileName => "table.csv";

    protected override IEnumerable<byte[]> MakeSeeds() =>
        Texts("image,caption,class\na.png,\"a rocket, red\",rocket\nb/c.jpg,\"say \"\"hi\"\"\",dog\n", "file;text\r\na.png;\"two\r\nlines\"\r\n", "a.png,a dog\nb.png,a cat\n", "image\tcaption\na.png\tx\n");
}

internal sealed class TsvReader : TableReader
{
    public override string Name => "tsv";

    public override string FileName => "table.tsv";

    protected override IEnumerable<byte[]> MakeSeeds() => Texts("image\tcaption\na.png\ta rocket\nb.png\t\"quoted\n", "a.png\ta dog\n");
}

internal sealed class JsonLinesReader : TableReader
{
    public override string Name => "json-lines";

    public override string FileName => "table.jsonl";

    public override byte[] Make(Mutator mutator) => JsonMutator.Damage(mutator.Pick(Seeds), mutator);

    protected override IEnumerable<byte[]> MakeSeeds() =>
        Texts("{\"image\":\"a.png\",\"caption\":\"a rocket\",\"class\":\"rocket\"}\n{\"image\":\"b.png\",\"caption\":[\"one\",\"two\"]}\n", "[{\"file_name\":\"a.png\",\"text\":\"x\"},{\"file_name\":\"b.png\",\"text\":null}]", "{\"file_name\":\"a.png\",\"text\":7}");
}
