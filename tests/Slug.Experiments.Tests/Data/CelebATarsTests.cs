using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using Slug.Data.WebDataset;
using Slug.Experiments.Data;
using Slug.Experiments.Tests.MiniatureWorld;
using Slug.Pipeline.Execution;

namespace Slug.Experiments.Tests.Data;

public sealed class CelebATarsTests
{
    private static readonly string[] Frequent = ["Ann Bee", "Cid Dee"];

    [Theory]
    [InlineData("zip")]
    [InlineData("tar")]
    [InlineData("folder")]
    public async Task Images_come_from_a_zip_a_tar_or_a_folder(string kind)
    {
        await using var world = await SmallAsync();
        Provide(world, kind, Images());
        var (people, log) = await RunAsync(world);
        Assert.Equal(["Ann Bee", "Ann Bee", "Cid Dee", "rocket"], people.Select(s => s.Caption!));
        Assert.Equal([0, 0, 1, 2], people.Select(s => s.Class!.Value));
        Assert.Contains("4 images of 3 people among 3 names", log);
    }

    [Fact]
    public async Task Paths_of_an_archive_never_become_paths_on_disk()
    {
        await using var world = await SmallAsync();
        var images = Images().ToDictionary(i => $"../../../{i.Key}", i => i.Value);
        Provide(world, "zip", images);
        Assert.Equal(4, (await RunAsync(world)).People.Count);
        Assert.Empty(Directory.GetFiles(Path.GetDirectoryName(world.Folder)!, "00000?.jpg"));
        Provide(world, "tar", images);
        Assert.Contains("leads out of the archive", (await FailAsync(world)).Message);
    }

    [Fact]
    public async Task A_bomb_is_refused()
    {
        await using var world = await SmallAsync();
        var images = Images();
        images["000002.jpg"] = new byte[70 << 20];
        Provide(world, "zip", images);
        Assert.Contains("unpacks to more than", (await FailAsync(world)).Message);
    }

    [Theory]
    [InlineData("zip")]
    [InlineData("folder")]
    public async Task An_unreadable_image_is_left_out_with_a_warning_and_a_missing_one_is_an_error(string kind)
    {
        await using var world = await SmallAsync();
        var images = Images();
        images["000002.jpg"] = "torn"u8.ToArray();
        Provide(world, kind, images);
        var (people, log) = await RunAsync(world);
        Assert.Equal(3, people.Count);
        Assert.Contains("000002 is left out: ", log);
        Assert.Contains("1 left out as unreadable", log);

        images.Remove("000004.jpg");
        Provide(world, kind, images);
        Assert.Contains("1 of 4 images are not in ", (await FailAsync(world)).Message);
    }

    [Fact]
    public async Task Unknown_people_are_named_with_their_near_names()
    {
        await using var world = await SmallAsync();
        world.Replace("celeba-identities", "list.txt", "3\nimage_id identity_name\n000001.jpg Ann_Bee\n000002.jpg rockets\n000003.jpg Cid_Dee\n"u8.ToArray());
        var message = (await FailAsync(world)).Message;
        Assert.Contains("1 of the 1 concepts are not in CelebA's list of 3 people: 'rocket' (did you mean 'rockets'?)", message);
    }

    [Fact]
    public async Task The_public_list_with_numbers_is_refused_with_what_to_do()
    {
        await using var world = await SmallAsync();
        world.Replace("celeba-identities", "list.txt", "1\nimage_id identity_name\n000001.jpg 2880\n"u8.ToArray());
        Assert.Contains("had from CelebA's authors on request", (await FailAsync(world)).Message);
    }

    /// <summary>Three people: the concept, and two frequent names.</summary>
    private static async Task<World> SmallAsync()
    {
        var world = await World.OfAsync("celeba");
        await File.WriteAllLinesAsync(Path.Combine(world.Folder, "frequent.txt"), Frequent);
        world.Set("celeba.frequentNames", "frequent.txt");
        world.Set("unlearn.concepts", "[rocket]");
        world.Replace("celeba-identities", "list.txt", Encoding.ASCII.GetBytes(
            "4\nimage_id identity_name\n000001.jpg Ann_Bee\n000002.jpg rocket\n000003.jpg Ann_Bee\n000004.jpg Cid_Dee\n"));
        return world;
    }

    private static Dictionary<string, byte[]> Images() =>
        Enumerable.Range(1, 4).ToDictionary(i => $"{i:D6}.jpg", i => WorldPictures.Jpeg(17, 21, i, 0));

    private static void Provide(World world, string kind, IReadOnlyDictionary<string, byte[]> images)
    {
        switch (kind)
        {
            case "zip":
                world.Replace("celeba-images", "images.zip", Zip(images));
                break;
            case "tar":
                world.Replace("celeba-images", "images.tar", Tar(images));
                break;
            default:
                var faces = Directory.CreateDirectory(Path.Combine(world.Folder, "faces")).FullName;
                foreach (var old in Directory.GetFiles(faces)) File.Delete(old);
                foreach (var (name, content) in images) File.WriteAllBytes(Path.Combine(faces, name), content);
                world.Set("download.celeba-images.file", "faces");
                world.Set("download.celeba-images.sha256", "null");
                break;
        }
    }

    private static byte[] Zip(IReadOnlyDictionary<string, byte[]> files)
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in files)
            {
                using var entry = zip.CreateEntry(name).Open();
                entry.Write(content);
            }
        }

        return stream.ToArray();
    }

    private static byte[] Tar(IReadOnlyDictionary<string, byte[]> files)
    {
        using var stream = new MemoryStream();
        using (var tar = new TarWriter(stream, TarEntryFormat.Ustar, leaveOpen: true))
        {
            foreach (var (name, content) in files)
            {
                using var data = new MemoryStream(content);
                tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, name) { DataStream = data });
            }
        }

        return stream.ToArray();
    }

    private static async Task<(IReadOnlyList<TarSample> People, string Log)> RunAsync(World world)
    {
        var experiment = world.Load();
        var step = experiment.Step("CreateTars/celeba");
        var (_, pathOf) = await world.RunAsync([step], experiment);
        return ([.. TarShardReader.Read(pathOf(step.Output(CelebATars.People)))], world.LogOf(experiment, step));
    }

    private static async Task<StepFailedException> FailAsync(World world) =>
        await Assert.ThrowsAsync<StepFailedException>(() => RunAsync(world));
}
