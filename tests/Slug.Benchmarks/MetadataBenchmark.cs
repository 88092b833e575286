using System.Diagnostics;
using Parquet;
using Parquet.Schema;
using Slug.Data.Laion;

namespace Slug.Benchmarks;

/// <summary>Finding the rows of LAION's metadata whose caption names a concept: every caption is read and searched.</summary>
public static class MetadataBenchmark
{
    private const int Groups = 8, RowsOfGroup = 100_000, Rounds = 5, Named = 3;

    private const string Concept = "Rembrandt";

    /// <summary>Rows searched a second, the median of five rounds; the few rows found lead to a server that is not there.</summary>
    public static IEnumerable<Measurement> Run()
    {
        var folder = Directory.CreateTempSubdirectory("slug-metadata-").FullName;
        try
        {
            var metadata = Path.Combine(folder, "metadata.parquet");
            WriteAsync(metadata).GetAwaiter().GetResult();
            var options = new ImageShardOptions { UrlColumn = "URL", CaptionColumn = "TEXT", Filter = new CaptionFilter(Concept), Crawl = new CrawlOptions { AllowPrivateHosts = true } };
            var seconds = new List<double>();
            for (var round = 0; round < Rounds; round++)
            {
                var start = Stopwatch.GetTimestamp();
                ImageShards.DownloadAsync([metadata], Path.Combine(folder, $"shards{round}"), options).GetAwaiter().GetResult();
                seconds.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
            }

            yield return new Measurement($"captions of {Groups * RowsOfGroup} rows searched for a concept", Groups * RowsOfGroup / seconds.Order().ElementAt(Rounds / 2), "rows/s");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task WriteAsync(string path)
    {
        string[] words = ["a", "photo", "of", "the", "hamburger", "unlearning", "celebrity", "at", "night,", "by", "2011", "smiling", "panda", "in", "Tromsø", "wallpaper", "HD", "-", "vintage"];
        var random = new Random(1);
        DataField[] columns = [new DataField<string>("URL"), new DataField<string>("TEXT")];
        await using var stream = File.Create(path);
        await using var writer = await ParquetWriter.CreateAsync(new ParquetSchema([.. columns]), stream);
        for (var group = 0; group < Groups; group++)
        {
            var captions = Enumerable.Range(0, RowsOfGroup).Select(_ => string.Join(' ', Enumerable.Range(0, 10).Select(_ => words[random.Next(words.Length)]))).ToArray();
            if (group < Named) captions[random.Next(RowsOfGroup)] += $" by {Concept}";
            using var rows = writer.CreateRowGroup();
            // A port where nothing listens: refused at once.
            await rows.WriteAsync(columns[0], Enumerable.Range(0, RowsOfGroup).Select(_ => $"http://127.0.0.1:9/{random.Next():x8}.jpg").ToArray());
            await rows.WriteAsync(columns[1], captions);
            rows.CompleteValidate();
        }
    }
}
