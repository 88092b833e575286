using Slug.Basics;
using Slug.Data.Downloads;
using Slug.Data.Laion;

namespace Slug.Fuzz.Tests.Readers;

/// <summary>What servers say: the bytes of an answer, real down to the socket.</summary>
internal abstract class HttpReader : ForeignReader
{
    // Connections, headers, buffers and state files, on top of what the answer says.
    public override long FreeBytes => 32 << 20;

    public override int Percent => 50;

    public override IReadOnlyList<byte[]> Tokens => Texts(
        "HTTP/1.1 206 Partial Content\r\n", "HTTP/1.1 416 \r\n", "HTTP/1.1 302 Found\r\n", "HTTP/1.1 100 Continue\r\n\r\n", "HTTP/1.1 429 \r\n", "HTTP/1.0 200\r\n", "Content-Length: 99999999999\r\n", "Content-Length: -1\r\n", "Content-Range: bytes 0-7/8\r\n", "Content-Range: bytes 5-99999999999/999999999999\r\n", "Content-Range: bytes */8\r\n", "Content-Range: bytes 9-1/*\r\n", "Transfer-Encoding: chunked\r\n", "FFFFFFFF\r\n", "0\r\n\r\n", "ETag: \"x\"\r\n", "ETag: W/\"x\"\r\n", "Location: file:///etc/passwd\r\n", "Location: http://host/f\r\n", "Location: //\r\n", "Location: http://[\r\n",
        "Retry-After: 0\r\n", "Retry-After: 99999999999\r\n", "Retry-After: Fri, 31 Dec 9999 23:59:59 GMT\r\n", "Last-Modified: x\r\n", "Accept-Ranges: bytes\r\n", "Content-Encoding: gzip\r\n", "Content-Type: text/html; charset=\"\r\n", "X-Robots-Tag: noai\r\n", "\r\n\r\n", "\r\n", "\n", "\0", ":", "<html>", "Set-Cookie: a=b\r\n");

    protected override IEnumerable<byte[]> MakeSeeds() => Texts(
        "HTTP/1.1 200 OK\r\nContent-Length: 8\r\nETag: \"v1\"\r\nAccept-Ranges: bytes\r\n\r\n12345678",
        "HTTP/1.1 206 Partial Content\r\nContent-Length: 4\r\nContent-Range: bytes 0-3/8\r\nETag: \"v1\"\r\n\r\n1234HTTP/1.1 206 Partial Content\r\nContent-Length: 4\r\nContent-Range: bytes 4-7/8\r\nETag: \"v1\"\r\n\r\n5678",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Type: image/png\r\n\r\n4\r\nabcd\r\n0\r\nTrailer: x\r\n\r\n",
        "HTTP/1.1 302 Found\r\nLocation: /other\r\nContent-Length: 0\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc",
        "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 0\r\nContent-Length: 0\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-Robots-Tag: noindex, noai\r\n\r\nok");

    /// <summary>Connections of that handler get the bytes for an answer, whatever they ask.</summary>
    protected static SocketsHttpHandler Answering(SocketsHttpHandler handler, byte[] answer)
    {
        handler.ConnectCallback = (_, _) => ValueTask.FromResult<Stream>(new Answer(answer));
        handler.ResponseDrainTimeout = TimeSpan.Zero;
        return handler;
    }

    private sealed class Answer(byte[] bytes) : MemoryStream(bytes)
    {
        public override void Write(byte[] buffer, int offset, int count)
        {
        }

        public override void Write(ReadOnlySpan<byte> buffer)
        {
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => ValueTask.CompletedTask;
    }
}

/// <summary>A download, with resuming and parts.</summary>
internal sealed class DownloadReader : HttpReader
{
    public override string Name => "http-download";

    public override IReadOnlyList<Type> Documented => [typeof(DownloadException)];

    public override void Read(string path)
    {
        var folder = Path.Combine(Path.GetDirectoryName(path)!, "download");
        var options = new TransferOptions { Attempts = 2, SegmentBytes = 4, Connections = 2, CheckpointBytes = 2, Backoff = new BackoffOptions { First = TimeSpan.Zero, Longest = TimeSpan.FromMilliseconds(1) } };
        using var downloader = new FileDownloader(options, handler: Answering(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }, File.ReadAllBytes(path)));
        Directory.CreateDirectory(folder);
        try
        {
            downloader.DownloadAsync(new FileRequest([new Uri("http://host.invalid/file.bin")], Path.Combine(folder, "file.bin"))).GetAwaiter().GetResult();
        }
        finally
        {
            foreach (var file in Directory.EnumerateFileSystemEntries(folder))
                if (Path.GetFileName(file) is not ("rejected" or "file.bin") && !Path.GetFileName(file).StartsWith("file.bin.", StringComparison.Ordinal) && !Path.GetFileName(file).StartsWith(".file.bin", StringComparison.Ordinal))
                    throw new InvalidOperationException($"It wrote {file}.");
            Directory.Delete(folder, recursive: true);
        }
    }
}

/// <summary>A picture of a crawl: nothing that a server says is an exception.</summary>
internal sealed class CrawlReader : HttpReader
{
    public override string Name => "http-picture";

    public override IReadOnlyList<Type> Documented => [];

    public override void Read(string path)
    {
        var options = new CrawlOptions { Retries = 1, Timeout = TimeSpan.FromSeconds(1), Backoff = new BackoffOptions { First = TimeSpan.Zero, Longest = TimeSpan.FromMilliseconds(1) } };
        using var fetcher = new ImageFetcher(options, respectOptOut: true, TimeProvider.System, new SeededRandom(0), Answering(ImageFetcher.Network(options), File.ReadAllBytes(path)));
        _ = fetcher.FetchAsync(new Uri("http://host.invalid/picture.png"), CancellationToken.None).GetAwaiter().GetResult();
    }
}
