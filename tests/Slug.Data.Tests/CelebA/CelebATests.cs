using Slug.Data.CelebA;

namespace Slug.Data.Tests.CelebA;

public sealed class CelebATests : IDisposable
{
    private const string List = "4\nimage_id identity_name\n000001.jpg Jane_Doe\n000002.jpg A.J._Roe\n000003.jpg  Jane_Doe\n000004.jpg Élodie_X\n";
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Names_are_sorted_by_code_point_and_people_have_their_images_in_order()
    {
        var identities = Load(List);
        Assert.Equal(["A.J._Roe", "Jane_Doe", "Élodie_X"], identities.Names);
        Assert.Equal(["A.J. Roe", "Jane Doe", "Élodie X"], identities.DisplayNames);
        Assert.Equal(["000001.jpg", "000003.jpg"], identities.ImagesOf("Jane_Doe"));
        Assert.Equal(["000001.jpg", "000003.jpg"], identities.ImagesOf("Jane Doe"));
        Assert.Contains("did you mean 'Jane Doe'", Assert.Throws<ArgumentException>(() => identities.ImagesOf("Jane Dow")).Message);
    }

    [Fact]
    public void A_list_that_windows_saved_is_read()
    {
        var identities = CelebAIdentities.Load(CaseFiles.Path("celeba/identities-utf16.txt"));
        Assert.Contains("Ada Testperson", identities.DisplayNames);
        Assert.Equal(220, identities.Names.Sum(name => identities.ImagesOf(name).Count));
        File.WriteAllText(_folder.File("tabs.txt"), List.Replace(' ', '\t').Replace("\n", "\r\n"));
        Assert.Equal(["A.J._Roe", "Jane_Doe", "Élodie_X"], CelebAIdentities.Load(_folder.File("tabs.txt")).Names);
    }

    [Fact]
    public void A_list_in_an_unknown_encoding_is_told_with_the_line()
    {
        File.WriteAllBytes(_folder.File("list.txt"), System.Text.Encoding.Latin1.GetBytes(List));
        var message = Assert.Throws<InvalidDataException>(() => CelebAIdentities.Load(_folder.File("list.txt"))).Message;
        Assert.Contains("line 6: '000004.jpg Élodie_X' is not UTF-8", message);
        Assert.Contains("iconv", message);
        File.WriteAllBytes(_folder.File("list.txt"), System.Text.Encoding.Unicode.GetBytes(List));
        Assert.Contains("lacks the byte order mark", Assert.Throws<InvalidDataException>(() => CelebAIdentities.Load(_folder.File("list.txt"))).Message);
    }

    [Theory]
    [InlineData("", "header")]
    [InlineData("000001.jpg Jane_Doe\n000002.jpg Jane_Doe\n", "header")]
    [InlineData("2\nimage_id identity_name\n000001.jpg Jane_Doe\n", "lists 2 images, but has 1")]
    [InlineData("1\nimage_id identity_name\n000001.jpg Jane Doe\n", "line 3")]
    [InlineData("1\nimage_id identity_name\n../000001.jpg Jane_Doe\n", "line 3")]
    [InlineData("1\nimage_id identity_name\n000001.jpg 2880\n", "on request")]
    [InlineData("x\nimage_id identity_name\n", "no images")]
    public void Lists_that_make_no_sense_are_refused(string text, string reason) =>
        Assert.Contains(reason, Assert.Throws<InvalidDataException>(() => Load(text)).Message);

    [Fact]
    public void Images_come_person_by_person_with_the_name_as_caption()
    {
        var identities = Load(List);
        foreach (var (index, file) in new[] { "000001.jpg", "000002.jpg", "000003.jpg" }.Index())
            File.WriteAllBytes(_folder.File(file), [(byte)index]);
        var samples = CelebAImages.Read(_folder.Path, identities, ["Jane Doe", "A.J._Roe"]).ToArray();
        Assert.Equal(["000001", "000003", "000002"], samples.Select(sample => sample.Key));
        Assert.Equal(["Jane Doe", "Jane Doe", "A.J. Roe"], samples.Select(sample => sample.Caption));
        Assert.Equal([2], samples[1].Image);
        var missing = Assert.Throws<FileNotFoundException>(() => CelebAImages.Read(_folder.Path, identities, identities.Names));
        Assert.Contains("1 of 4 images", missing.Message);
        Assert.Contains("000004.jpg", missing.Message);
    }

    [Fact]
    public void The_tracked_list_has_a_hundred_people_with_long_names()
    {
        var names = NameList.Load(Path.Combine(AppContext.BaseDirectory, "data", "celeba", "frequent-names.txt"));
        Assert.Equal(100, names.Count);
        Assert.Equal(100, names.Distinct().Count());
        Assert.All(names, name => Assert.InRange(name.Length, 9, 30));
        Assert.Equal(("Barack Obama", "Taylor Swift", "Elon Musk"), (names[0], names[4], names[80]));
    }

    private CelebAIdentities Load(string text)
    {
        File.WriteAllText(_folder.File("list.txt"), text);
        return CelebAIdentities.Load(_folder.File("list.txt"));
    }
}
