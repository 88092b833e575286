using System.IO.Compression;
using System.Text.Json;
using Slug.Data.Tests.WebDataset;

namespace Slug.Data.Tests.Emoji;

/// <summary>Small tarballs laid out like the emoji-datasource packages.</summary>
internal static class EmojiPackages
{
    public static Dictionary<string, string> Write(TemporaryFolder folder, IReadOnlyList<string> vendors, byte[]? png = null)
    {
        object[] index =
        [
            Entry("TIGER FACE", "tiger", "animal-mammal", "1f42f.png"),
            Entry("ROCKET", "rocket2", "transport-air", "1f680.png"),
            Entry("FRENCH FRIES", "french_fries", "food-prepared", "1f35f.png", facebook: false),
        ];
        var paths = new Dictionary<string, string>();
        foreach (var vendor in vendors)
        {
            var entries = new List<byte[]> { TarBytes.Entry("package/emoji.json", JsonSerializer.SerializeToUtf8Bytes(index)) };
            foreach (var image in (string[])["1f42f.png", "1f680.png", "1f35f.png"])
                entries.Add(TarBytes.Entry($"package/img/{vendor}/64/{image}", png ?? [(byte)vendor[0], (byte)image[4]]));
            paths[vendor] = folder.File($"{vendor}.tgz");
            using var gzip = new GZipStream(File.Create(paths[vendor]), CompressionLevel.Fastest);
            gzip.Write(TarBytes.Archive([.. entries]));
        }
        return paths;
    }

    private static object Entry(string name, string shortName, string subcategory, string image, bool facebook = true) => new
    {
        name,
        short_name = shortName,
        short_names = new[] { shortName },
        category = "Any",
        subcategory,
        image,
        has_img_apple = true,
        has_img_google = true,
        has_img_twitter = true,
        has_img_facebook = facebook,
    };
}
