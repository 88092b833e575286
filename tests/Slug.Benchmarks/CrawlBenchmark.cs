using System.Diagnostics;
using System.Globalization;
using System.Net;
using Parquet;
using Parquet.Schema;
using Slug.Data.Laion;

namespace Slug.Benchmarks;

/// <summary>
/// Fetching, decoding, resizing, encoding and packing LAION's images, from a server on this machine. The server is a process of its own, so that
/// this one's processor time is the crawler's alone.
/// </summary>
public static class CrawlBenchmark
{
    /// <summary>The argument that makes this program the server of a folder.</summary>
    public const string HostArgument = "crawl-server";

    private const int WarmUp = 200, Rows = 3000, Files = 48;

    /// <summary>Images a second of processor time, and of the clock, for two sizes of what is served.</summary>
    public static IEnumerable<Measurement> Run() => [.. Measure(256, 256), .. Measure(512, 384)];

    /// <summary>Serves a folder's files until the standard input ends; the first line of the output is the address.</summary>
    /// <param name="folder">The folder.</param>
    public static int Host(string folder)
    {
        var files = Directory.GetFiles(folder, "*.jpg").ToDictionary(f => $"/{Path.GetFileName(f)}", File.ReadAllBytes);
        using var listener = Listen(out var address);
        Console.WriteLine(address);
        var serving = Task.Run(async () =>
        {
            while (listener.IsListening)
            {
                var context = await listener.GetContextAsync();
                _ = Task.Run(() => context.Response.Close(files[context.Request.Url!.AbsolutePath], willBlock: true));
            }
        });
        Console.In.ReadToEnd();
        listener.Stop();
        // The listener ends by failing.
        serving.ContinueWith(_ => { }, TaskScheduler.Default).Wait();
        return 0;
    }

    private static IEnumerable<Measurement> Measure(int width, int height)
    {
        var folder = Directory.CreateTempSubdirectory("slug-crawl-").FullName;
        try
        {
            BenchmarkImages.Write(folder, Files, width, height);
            using var server = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, [.. Child.ThisProgram, HostArgument, folder])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            })!;
            var address = server.StandardOutput.ReadLine()!;
            _ = Crawl(folder, address, WarmUp);
            var (processor, clock) = Crawl(folder, address, Rows);
            server.StandardInput.Close();
            server.WaitForExit();
            yield return new Measurement($"JPEG {width}x{height} from a server here into shards of 256 px, per core", Rows / processor.TotalSeconds, "images/s", width == 256 ? "at least 300" : null);
            yield return new Measurement($"the same by the clock, server and crawler on {Environment.ProcessorCount} cores", Rows / clock.TotalSeconds, "images/s");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static (TimeSpan Processor, TimeSpan Clock) Crawl(string folder, string address, int rows)
    {
        var metadata = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{rows}.parquet"));
        WriteMetadataAsync(metadata, [.. Enumerable.Range(0, rows).Select(i => $"{address}{i % Files:000}.jpg")]).GetAwaiter().GetResult();
        using var self = Process.GetCurrentProcess();
        var (processor, start) = (self.TotalProcessorTime, Stopwatch.GetTimestamp());
        var options = new ImageShardOptions { Crawl = new CrawlOptions { PerHost = 64, Concurrency = 64, AllowPrivateHosts = true } };
        var statistics = ImageShards.DownloadAsync([metadata], Path.Combine(folder, "shards"), options).GetAwaiter().GetResult();
        var clock = Stopwatch.GetElapsedTime(start);
        self.Refresh();
        return statistics.Successes == rows
            ? (self.TotalProcessorTime - processor, clock)
            : throw new InvalidOperationException($"Images are missing: {statistics}");
    }

    private static async Task WriteMetadataAsync(string path, string[] urls)
    {
        DataField[] columns = [new DataField<string>("URL"), new DataField<string>("TEXT")];
        await using var stream = File.Create(path);
        await using var writer = await ParquetWriter.CreateAsync(new ParquetSchema([.. columns]), stream);
        using var group = writer.CreateRowGroup();
        foreach (var column in columns) await group.WriteAsync(column, urls);
        group.CompleteValidate();
    }

    // A free port cannot be asked for: the first that nobody has is taken.
    private static HttpListener Listen(out string address)
    {
        for (var port = 42_000; ; port++)
        {
            var listener = new HttpListener();
            address = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/");
            listener.Prefixes.Add(address);
            try
            {
                listener.Start();
                return listener;
            }
            catch (HttpListenerException) when (port < 42_100)
            {
                listener.Close();
            }
        }
    }
}
