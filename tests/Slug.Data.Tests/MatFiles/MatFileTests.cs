using Slug.Data.MatFiles;

namespace Slug.Data.Tests.MatFiles;

public class MatFileTests
{
    [Theory]
    [InlineData("matlab/synsets.mat")]
    [InlineData("matlab/synsets-plain.mat")]
    public void Reads_records_packed_or_plain(string file)
    {
        var synsets = Assert.IsType<MatStructs>(MatFile.Read(GoldenFiles.Read(file))["synsets"]);
        Assert.Equal([5, 1], synsets.Dimensions);
        Assert.Equal(["ILSVRC2012_ID", "WNID", "words", "children"], synsets.Fields);
        Assert.Equal([1, 2, 3, 4, 5], synsets.Field("ILSVRC2012_ID").Select(value => ((MatNumbers)value).Values[0]));
        Assert.Equal("n02119789", ((MatText)synsets.Field("WNID").First()).Text);
        Assert.Equal("café", ((MatText)synsets.Field("words").Last()).Text);
        Assert.Equal([0, 1, 2, 3], ((MatNumbers)synsets.Field("children").Last()).Values);
        Assert.Contains("words", Assert.Throws<InvalidDataException>(() => synsets.Field("gloss").ToList()).Message);
    }

    [Fact]
    public void Reads_every_type_of_number_and_cells()
    {
        var values = MatFile.Read(GoldenFiles.Read("matlab/kinds.mat"));
        double[] Numbers(string name) => [.. ((MatNumbers)values[name]).Values];
        Assert.Equal([-1, 2], Numbers("int8"));
        Assert.Equal([-300], Numbers("int16"));
        Assert.Equal([60000], Numbers("uint16"));
        Assert.Equal([-70000], Numbers("int32"));
        Assert.Equal([4000000000], Numbers("uint32"));
        Assert.Equal([-5], Numbers("int64"));
        Assert.Equal([6], Numbers("uint64"));
        Assert.Equal([0.5], Numbers("single"));
        Assert.Equal([1, double.PositiveInfinity], Numbers("double"));
        Assert.Empty(Numbers("empty"));
        var cells = Assert.IsType<MatCells>(values["cells"]).Cells;
        Assert.Equal("text", ((MatText)cells[0]).Text);
        // Column by column.
        Assert.Equal([1, 3, 2, 4], ((MatNumbers)cells[1]).Values);
        Assert.Equal([300.5], ((MatNumbers)cells[2]).Values);
    }

    [Theory]
    [InlineData("matlab/complex.mat", "complex")]
    [InlineData("matlab/sparse.mat", "a sparse matrix")]
    public void Refuses_by_name_what_it_does_not_read(string file, string kind) =>
        Assert.Contains(kind, Assert.Throws<InvalidDataException>(() => MatFile.Read(GoldenFiles.Read(file))).Message);

    [Fact]
    public void Refuses_other_files()
    {
        Assert.Contains("7.3", Assert.Throws<InvalidDataException>(() => MatFile.Read([0x89, (byte)'H', (byte)'D', (byte)'F', 1])).Message);
        Assert.Throws<InvalidDataException>(() => MatFile.Read([]));
        Assert.Throws<InvalidDataException>(() => MatFile.Read(new byte[500]));
    }

    [Fact]
    public void A_file_cut_anywhere_is_refused_or_read_in_part_but_nothing_else_happens()
    {
        var whole = GoldenFiles.Read("matlab/synsets-plain.mat");
        for (var length = 129; length < whole.Length - 8; length++)
        {
            var cut = whole[..length];
            Assert.Throws<InvalidDataException>(() => MatFile.Read(cut));
        }
    }

    [Fact]
    public void A_variable_packed_with_a_dictionary_is_refused()
    {
        // RFC 1950: bit 5 of the second byte says that a dictionary is needed; 0x78 0x20 is such a header with a right check.
        var header = GoldenFiles.Read("matlab/synsets-plain.mat")[..128];
        byte[] packed = [15, 0, 0, 0, 16, 0, 0, 0, 0x78, 0x20, 0, 0, 0, 1, 3, 0, 0, 0, 0, 1, 0, 0, 0, 0];
        Assert.StartsWith("A packed variable cannot be unpacked", Assert.Throws<InvalidDataException>(() => MatFile.Read([.. header, .. packed])).Message);
    }

    [Fact]
    public void Damage_anywhere_ends_in_the_one_exception_or_in_values()
    {
        var random = new Random(1);
        var whole = GoldenFiles.Read("matlab/synsets-plain.mat");
        var refused = 0;
        for (var round = 0; round < 3000; round++)
        {
            var damaged = whole.ToArray();
            for (var i = 0; i < 3; i++)
                damaged[random.Next(128, damaged.Length)] = (byte)random.Next(256);
            refused += Record.Exception(() => MatFile.Read(damaged)) switch
            {
                null => 0,
                InvalidDataException => 1,
                var other => throw new InvalidOperationException("An exception that callers do not expect.", other),
            };
        }
        Assert.InRange(refused, 100, 2999);
    }
}
