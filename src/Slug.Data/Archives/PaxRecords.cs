using System.Globalization;
using System.Text;

namespace Slug.Data.Archives;

/// <summary>The records of a pax header: <c>30 mtime=1700000000.25\n</c>, the length first, itself and the line's end included.</summary>
internal static class PaxRecords
{
    /// <summary>The records in their order; a keyword may come again, as in GNU's first format of sparse files.</summary>
    /// <exception cref="InvalidDataException">A record's length does not fit.</exception>
    public static List<KeyValuePair<string, string>> Parse(ReadOnlySpan<byte> data)
    {
        var records = new List<KeyValuePair<string, string>>();
        // Some programs fill the last block's rest with zeros and count them in.
        while (!data.IsEmpty && data[0] != 0)
        {
            var blank = data.IndexOf((byte)' ');
            if (blank <= 0 || !int.TryParse(Encoding.Latin1.GetString(data[..Math.Min(blank, 12)]), NumberStyles.None, CultureInfo.InvariantCulture, out var length)
                || length <= blank + 1 || length > data.Length || data[length - 1] != '\n')
                throw new InvalidDataException("a record of an extended header is malformed");
            var record = data[(blank + 1)..(length - 1)];
            var equals = record.IndexOf((byte)'=');
            if (equals <= 0)
                throw new InvalidDataException("a record of an extended header has no keyword");
            records.Add(new(TarHeader.Text(record[..equals]), TarHeader.Text(record[(equals + 1)..])));
            data = data[length..];
        }
        return records;
    }
}
