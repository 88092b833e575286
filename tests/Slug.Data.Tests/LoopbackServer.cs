using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Slug.Data.Tests;

/// <summary>
/// A web server on this machine that does exactly what a test tells it, down to the byte at which it hangs up. One request a connection.
/// </summary>
internal sealed class LoopbackServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<LoopbackRequest, Task> _handle;
    private readonly Task _accepting;

    public LoopbackServer(Func<LoopbackRequest, Task> handle)
    {
        _handle = handle;
        _listener.Start(512);
        _accepting = AcceptAsync();
    }

    public Uri Root => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");

    public ConcurrentQueue<LoopbackRequest> Requests { get; } = [];

    public Uri At(string path) => new(Root, path);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var open = new List<Task>();
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                open.RemoveAll(task => task.IsCompleted);
                open.Add(Task.Run(() => ServeAsync(client)));
            }
        }
        catch (Exception stopped) when (stopped is OperationCanceledException or SocketException)
        {
            await Task.WhenAll(open);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                var stream = client.GetStream();
                if (await LoopbackRequest.ReadAsync(client, stream, _stop.Token) is not { } request)
                    return;
                Requests.Enqueue(request);
                await _handle(request);
            }
            catch (Exception gone) when (gone is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
            {
                // The client hung up, or the test is over.
                client.Close();
            }
        }
    }
}

/// <summary>A request, and the means to answer it well or badly.</summary>
internal sealed record LoopbackRequest(string Path, IReadOnlyDictionary<string, string> Headers, TcpClient Client, NetworkStream Stream, CancellationToken Stop)
{
    public static async Task<LoopbackRequest?> ReadAsync(TcpClient client, NetworkStream stream, CancellationToken stop)
    {
        var head = new List<byte>();
        var one = new byte[1];
        while (!(head.Count >= 4 && head[^4] == '\r' && head[^2] == '\r'))
        {
            if (await stream.ReadAsync(one, stop) == 0)
                return null;
            head.Add(one[0]);
        }
        var lines = Encoding.ASCII.GetString([.. head]).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        var headers = lines.Skip(1).Select(line => line.Split(": ", 2)).ToDictionary(pair => pair[0], pair => pair[1], StringComparer.OrdinalIgnoreCase);
        return new LoopbackRequest(lines[0].Split(' ')[1], headers, client, stream, stop);
    }

    public (long From, long To)? Range
    {
        get
        {
            if (!Headers.TryGetValue("Range", out var range))
                return null;
            var ends = range["bytes=".Length..].Split('-');
            return (long.Parse(ends[0]), long.Parse(ends[1]));
        }
    }

    public async Task HeadAsync(int status, params (string Name, string Value)[] headers)
    {
        var lines = headers.Select(header => $"{header.Name}: {header.Value}\r\n");
        await SendAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {status} Word\r\nConnection: close\r\n{string.Concat(lines)}\r\n"));
    }

    public Task AnswerAsync(int status, byte[] body, params (string Name, string Value)[] headers) =>
        AnswerAsync(status, body, body.Length, headers);

    /// <summary>Promises the whole body, sends the first bytes and hangs up.</summary>
    public async Task AnswerAsync(int status, byte[] body, int sent, params (string Name, string Value)[] headers)
    {
        await HeadAsync(status, [("Content-Length", $"{body.Length}"), .. headers]);
        await SendAsync(body.AsMemory(0, Math.Min(sent, body.Length)));
    }

    /// <summary>Answers as a server that can send parts does, If-Range included.</summary>
    public Task FileAsync(byte[] content, string? etag, int sent = int.MaxValue)
    {
        (string, string)[] tag = etag is null ? [] : [("ETag", etag)];
        if (Range is not { } range || (Headers.TryGetValue("If-Range", out var known) && known != etag))
            return AnswerAsync(200, content, sent, tag);
        if (range.From >= content.Length)
            return AnswerAsync(416, [], ("Content-Range", $"bytes */{content.Length}"));
        var to = Math.Min(range.To, content.Length - 1);
        return AnswerAsync(
            206, content[(int)range.From..((int)to + 1)], sent, [("Content-Range", $"bytes {range.From}-{to}/{content.Length}"), .. tag]);
    }

    public Task SilenceAsync() => Task.Delay(Timeout.Infinite, Stop);

    public async Task SendAsync(ReadOnlyMemory<byte> bytes) => await Stream.WriteAsync(bytes, Stop);
}
