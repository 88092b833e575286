using System.Text;

namespace Slug.Data.Tests.WebDataset;

/// <summary>Hand-made ustar bytes, for headers that no writer of ours would make.</summary>
internal static class TarBytes
{
    public static byte[] Archive(params byte[][] entries) => [.. entries.SelectMany(entry => entry), .. new byte[1024]];

    public static byte[] Entry(string name, byte[] content, char type = '0', string link = "", long? claimedSize = null)
    {
        var header = new byte[512];
        Put(header, 0, name);
        Put(header, 100, "0000644\0");
        Put(header, 108, "0000000\0");
        Put(header, 116, "0000000\0");
        Put(header, 124, Convert.ToString(claimedSize ?? content.Length, 8).PadLeft(11, '0') + "\0");
        Put(header, 136, "00000000000\0");
        Put(header, 148, "        ");
        header[156] = (byte)type;
        Put(header, 157, link);
        Put(header, 257, "ustar\0" + "00");
        Put(header, 148, Convert.ToString(header.Sum(b => b), 8).PadLeft(6, '0') + "\0 ");
        return [.. header, .. content, .. new byte[(512 - (content.Length % 512)) % 512]];
    }

    private static void Put(byte[] header, int at, string text) => Encoding.UTF8.GetBytes(text).CopyTo(header, at);
}
