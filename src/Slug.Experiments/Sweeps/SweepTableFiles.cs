using System.Text;
using Slug.Pipeline.Files;

namespace Slug.Experiments.Sweeps;

/// <summary>Writes a sweep's table where users look for it.</summary>
public static class SweepTableFiles
{
    /// <summary>Writes <c>table.md</c>, <c>table.csv</c> and <c>table.json</c>.</summary>
    /// <param name="table">The table.</param>
    /// <param name="folder">The sweep's results.</param>
    /// <exception cref="IOException">They cannot be written.</exception>
    public static void Save(SweepTable table, string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (var (name, text) in new[] { ("table.md", SweepTableText.ToMarkdown(table)), ("table.csv", SweepTableData.ToCsv(table)), ("table.json", SweepTableData.ToJson(table)) })
        {
            // A new file in place of the old one, which an experiment of that name may have put there as a second name of a stored object.
            var path = Path.Combine(folder, name);
            AtomicFile.Write(path, AtomicFile.TemporaryName(path), Encoding.UTF8.GetBytes(text), durable: false);
        }
    }

    /// <summary>The table for the terminal.</summary>
    /// <param name="table">The table.</param>
    /// <param name="width">Characters in a line.</param>
    public static string Text(SweepTable table, int width = int.MaxValue) => SweepTableText.ToText(table, width);
}
