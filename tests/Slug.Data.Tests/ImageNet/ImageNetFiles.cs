using System.Diagnostics;

namespace Slug.Data.Tests.ImageNet;

/// <summary>Small files in the layout in which ImageNet is published, packed by GNU tar.</summary>
internal static class ImageNetFiles
{
    /// <summary>The classes of Golden/matlab/synsets.mat by their numbers, 1 first.</summary>
    public static readonly string[] Synsets = ["n02119789", "n02100735", "n02110185", "n02096294", "n15075141"];

    public static string Image(int number) => $"ILSVRC2012_val_{number:D8}.JPEG";

    public static string Devkit(TemporaryFolder folder, IEnumerable<string> truth, string meta = "matlab/synsets.mat")
    {
        var data = Directory.CreateDirectory(folder.File("ILSVRC2012_devkit_t12/data")).FullName;
        File.Copy(GoldenFiles.Path(meta), Path.Combine(data, "meta.mat"), overwrite: true);
        File.WriteAllText(Path.Combine(data, "ILSVRC2012_validation_ground_truth.txt"), string.Concat(truth.Select(line => line + "\n")));
        File.WriteAllText(folder.File("ILSVRC2012_devkit_t12/readme.txt"), "devkit");
        Tar(folder, "-czf", "devkit.tar.gz", "ILSVRC2012_devkit_t12");
        return folder.File("devkit.tar.gz");
    }

    /// <summary>An archive of images whose bytes are their numbers.</summary>
    public static string Images(TemporaryFolder folder, IEnumerable<int> numbers)
    {
        var images = Directory.CreateDirectory(folder.File("images")).FullName;
        foreach (var number in numbers)
            File.WriteAllBytes(Path.Combine(images, Image(number)), [.. Enumerable.Repeat((byte)number, 700)]);
        Tar(folder, "-cf", "val.tar", "-C", "images", "--sort=name", ".");
        Directory.Delete(images, recursive: true);
        return folder.File("val.tar");
    }

    public static void Tar(TemporaryFolder folder, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("tar", arguments) { WorkingDirectory = folder.Path })!;
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }
}
