using System.Net;
using Slug.Pipeline.Keys;
using Slug.Pipeline.Store;

namespace Slug.Pipeline.Remote;

/// <summary>
/// A cache behind HTTP in the layout of Bazel's: GET and PUT of <c>/ac/key</c> and <c>/cas/sha256</c>, so that any server that stores what
/// it is sent will do (nginx with WebDAV). It never fails a run: the first trouble is a warning, and from then on the remote is left alone.
/// </summary>
public sealed class HttpRemoteCache : IDisposable
{
    private const int LargestRecord = 16 << 20;

    private readonly RemoteCacheOptions _options;
    private readonly Action<string> _warn;
    private readonly HttpClient _client;
    private int _troubles;

    /// <summary>Opens a remote cache; nothing is sent yet.</summary>
    /// <param name="options">Where it is.</param>
    /// <param name="warn">Told once, in one line, when the remote is given up.</param>
    public HttpRemoteCache(RemoteCacheOptions options, Action<string> warn)
    {
        _options = options;
        _warn = warn;
        _client = new HttpClient(new SocketsHttpHandler { ConnectTimeout = options.Patience, AllowAutoRedirect = false })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
        _client.DefaultRequestHeaders.Authorization = options.Authorization();
    }

    /// <summary>Whether it has answered well so far.</summary>
    public bool IsUsable => Volatile.Read(ref _troubles) == 0;

    /// <summary>Whether results made here are to be uploaded.</summary>
    public bool Uploads => _options.Upload && IsUsable;

    /// <summary>The bytes of a record, or null when the remote has none.</summary>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public Task<byte[]?> GetRecordAsync(Digest key, CancellationToken cancellation) => TryAsync(LargestRecord, cancellation, async token =>
    {
        using var response = await _client.GetAsync(Address("ac", key), HttpCompletionOption.ResponseContentRead, token).ConfigureAwait(false);
        return IsFound(response) ? await response.Content.ReadAsByteArrayAsync(token).ConfigureAwait(false) : null;
    });

    /// <summary>Downloads an object. The bytes are whatever the remote sent: who stores them hashes them.</summary>
    /// <param name="digest">The object.</param>
    /// <param name="size">Its length in bytes.</param>
    /// <param name="target">A path where nothing is.</param>
    /// <param name="cancellation">Stops the download.</param>
    /// <returns>Whether the remote had it.</returns>
    /// <exception cref="StoreException">The file cannot be written.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public Task<bool> GetObjectAsync(Digest digest, long size, string target, CancellationToken cancellation) => TryAsync(size, cancellation, async token =>
    {
        using var response = await _client.GetAsync(Address("cas", digest), HttpCompletionOption.ResponseHeadersRead, token).ConfigureAwait(false);
        if (!IsFound(response))
            return false;
        await using var body = await response.Content.ReadAsStreamAsync(token).ConfigureAwait(false);
        using var file = StoreException.Guard(target, "write", () => File.OpenHandle(target, FileMode.CreateNew, FileAccess.Write));
        var buffer = new byte[128 * 1024];
        long written = 0;
        int read;
        // A remote that sends more than it should is not listened to any longer than that takes to notice.
        while (written <= size && (read = await body.ReadAsync(buffer, token).ConfigureAwait(false)) > 0)
        {
            StoreException.Guard(target, "write", () => RandomAccess.Write(file, buffer.AsSpan(0, read), written));
            written += read;
        }
        return true;
    });

    /// <summary>Uploads a record; its objects are there already.</summary>
    /// <returns>Whether it is there now.</returns>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public Task<bool> PutRecordAsync(Digest key, byte[] record, CancellationToken cancellation) => TryAsync(record.Length, cancellation, async token =>
    {
        using var response = await _client.PutAsync(Address("ac", key), new ByteArrayContent(record), token).ConfigureAwait(false);
        response.EnsureSuccessStatusCode();
        return true;
    });

    /// <summary>Uploads an object, unless the remote has it.</summary>
    /// <param name="digest">The object.</param>
    /// <param name="path">Its file.</param>
    /// <param name="cancellation">Stops the upload.</param>
    /// <returns>Whether it is there now.</returns>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public Task<bool> PutObjectAsync(Digest digest, string path, CancellationToken cancellation) => TryAsync(new FileInfo(path).Length, cancellation, async token =>
    {
        using var head = await _client.SendAsync(new HttpRequestMessage(HttpMethod.Head, Address("cas", digest)), token).ConfigureAwait(false);
        if (IsFound(head))
            return true;
        await using var file = File.OpenRead(path);
        using var response = await _client.PutAsync(Address("cas", digest), new StreamContent(file), token).ConfigureAwait(false);
        response.EnsureSuccessStatusCode();
        return true;
    });

    /// <summary>Says what is wrong with the remote and leaves it alone from now on.</summary>
    /// <param name="trouble">What went wrong.</param>
    public void GiveUp(string trouble)
    {
        if (Interlocked.Increment(ref _troubles) == 1)
            _warn($"The remote cache {_options.ShownRoot} is left alone for the rest of this run: {trouble}");
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private Uri Address(string kind, Digest digest) => new($"{_options.ShownRoot.TrimEnd('/')}/{kind}/{digest}");

    private static bool IsFound(HttpResponseMessage response) =>
        response.StatusCode is not (HttpStatusCode.NotFound or HttpStatusCode.Gone) && response.EnsureSuccessStatusCode().IsSuccessStatusCode;

    private async Task<T?> TryAsync<T>(long size, CancellationToken cancellation, Func<CancellationToken, Task<T>> request)
    {
        if (!IsUsable)
            return default;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(_options.Patience + TimeSpan.FromSeconds(size / _options.SlowestRate));
        try
        {
            return await request(limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            GiveUp("it is too slow");
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            GiveUp(e is HttpRequestException { StatusCode: { } status } ? $"it answers {(int)status} {status}" : e.Message);
        }
        return default;
    }
}
