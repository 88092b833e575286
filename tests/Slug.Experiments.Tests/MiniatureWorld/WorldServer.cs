using Slug.Data.Tests;

namespace Slug.Experiments.Tests.MiniatureWorld;

/// <summary>The world's web: files that can be had in parts, and the answers that a crawler meets.</summary>
internal sealed class WorldServer : IAsyncDisposable
{
    private readonly Dictionary<string, byte[]> _files = [];
    private readonly LoopbackServer _server;

    public WorldServer() => _server = new LoopbackServer(AnswerAsync);

    /// <summary>Paths that were asked for, in order, repeats included.</summary>
    public IReadOnlyList<string> Asked => [.. _server.Requests.Select(r => r.Path)];

    /// <summary>Whether the network is down: every request is answered with 503.</summary>
    public bool IsDown { get; set; }

    /// <summary>Called with the path of every request before it is answered.</summary>
    public Action<string>? OnAsked { get; set; }

    /// <summary>The address of a path that no file is at; what the server then does, its first part says.</summary>
    public string At(string path) => _server.At(path).AbsoluteUri;

    /// <summary>Puts a file on the web.</summary>
    public string Add(string path, byte[] content)
    {
        _files[$"/{path}"] = content;
        return At(path);
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private Task AnswerAsync(LoopbackRequest request)
    {
        OnAsked?.Invoke(request.Path);
        if (IsDown) return request.AnswerAsync(503, []);
        if (_files.TryGetValue(request.Path, out var file)) return request.FileAsync(file, $"\"{file.Length}\"");
        return request.Path.Split('/')[1] switch
        {
            "page" => request.AnswerAsync(200, "<!DOCTYPE html><html><body>Please log in</body></html>"u8.ToArray(), ("Content-Type", "text/html")),
            "busy" => request.AnswerAsync(429, [], ("Retry-After", "0")),
            "empty" => request.AnswerAsync(200, []),
            _ => request.AnswerAsync(404, "gone"u8.ToArray()),
        };
    }
}
