using System.Buffers;
using System.Net;
using Slug.Basics;
using Slug.Data.Downloads;

namespace Slug.Data.Laion;

/// <summary>What came of an address: bytes, or the cause why there are none.</summary>
internal readonly record struct FetchedImage(byte[]? Bytes, string? Cause);

/// <summary>Fetches images from servers of which nothing good is to be expected: everything is bounded, and no failure of theirs is an exception.</summary>
internal sealed class ImageFetcher : IDisposable
{
    // A length is claimed before a byte has come.
    private const int MostClaimed = 1 << 20;

    private readonly CrawlOptions _options;
    private readonly bool _respectOptOut;
    private readonly TimeProvider _time;
    private readonly Backoff _backoff;
    private readonly HttpMessageInvoker _client;

    /// <param name="options">How the network is used.</param>
    /// <param name="respectOptOut">Whether a server's wish is heeded, see <see cref="OptOut"/>.</param>
    /// <param name="time">The clock.</param>
    /// <param name="random">Draws the jitter of the waits between tries.</param>
    /// <param name="network">The network; by default <see cref="Network"/>.</param>
    public ImageFetcher(CrawlOptions options, bool respectOptOut, TimeProvider time, SeededRandom random, HttpMessageHandler? network = null)
    {
        _options = options;
        _respectOptOut = respectOptOut;
        _time = time;
        _backoff = new Backoff(options.Backoff, time, random);
        _client = new HttpMessageInvoker(network ?? Network(options), disposeHandler: true);
    }

    /// <summary>The address as a web address, or null if it is none.</summary>
    public static Uri? Parse(string? url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
            return null;
        try
        {
            return address.IdnHost.Length > 0 ? address : null;
        }
        catch (UriFormatException)
        {
            // The host's name cannot be encoded; .NET notices that late.
            return null;
        }
    }

    /// <summary>Fetches an image.</summary>
    /// <exception cref="OperationCanceledException">Cancelled by the caller, not by a timeout.</exception>
    public async Task<FetchedImage> FetchAsync(Uri address, CancellationToken cancellation)
    {
        for (var tries = 1; ; tries++)
        {
            var (image, retryAfter) = await TryAsync(address, cancellation).ConfigureAwait(false);
            if (retryAfter is not { } asked || tries > _options.Retries || _backoff.DelayAfter(tries, asked) is not { } delay)
                return image;
            await _backoff.WaitAsync(delay, cancellation).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    // The second value is set where another try may help.
    private async Task<(FetchedImage Image, TimeSpan? RetryAfter)> TryAsync(Uri address, CancellationToken cancellation)
    {
        using var timeout = new CancellationTokenSource(_options.Timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, timeout.Token);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            request.Headers.TryAddWithoutValidation("User-Agent", _options.UserAgent);
            using var response = await _client.SendAsync(request, either.Token).ConfigureAwait(false);
            var status = (int)response.StatusCode;
            if (status != 200)
                return (Skip(SkipCause.Http(status)), status is 429 or >= 500 ? response.Headers.RetryAfter?.Delta ?? TimeSpan.Zero : null);
            if (_respectOptOut && OptOut.Asks(response))
                return (Skip(SkipCause.OptedOut), null);
            if (response.Content.Headers.ContentLength > _options.MaxBytes)
                return (Skip(SkipCause.TooLarge), null);
            if (response.Content.Headers.ContentType?.MediaType is "text/html" or "application/xhtml+xml")
                return (Skip(SkipCause.Html), null);
            return (await ReadAsync(response, either.Token).ConfigureAwait(false), null);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return (Skip(SkipCause.Timeout), null);
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException or InvalidOperationException or UriFormatException
            or NotSupportedException or ArgumentException)
        {
            return (Skip(CauseOf(failure)), null);
        }
    }

    private async Task<FetchedImage> ReadAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        await using var body = await response.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
        var buffer = ArrayPool<byte>.Shared.Rent((int)Math.Min(response.Content.Headers.ContentLength ?? 1 << 16, MostClaimed) + 1);
        try
        {
            var length = 0;
            while (true)
            {
                var read = await body.ReadAsync(buffer.AsMemory(length), cancellation).ConfigureAwait(false);
                if (read == 0)
                    return length == 0 ? Skip(SkipCause.Empty) : new FetchedImage(buffer[..length], null);
                length += read;
                if (length > _options.MaxBytes)
                    return Skip(SkipCause.TooLarge);
                if (length == buffer.Length)
                    buffer = Grown(buffer);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static byte[] Grown(byte[] buffer)
    {
        var larger = ArrayPool<byte>.Shared.Rent(2 * buffer.Length);
        buffer.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }

    private static FetchedImage Skip(string cause) => new(null, cause);

    private static string CauseOf(Exception failure) => failure switch
    {
        _ when failure is PrivateAddressException || failure.InnerException is PrivateAddressException => SkipCause.PrivateAddress,
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } => SkipCause.NoSuchHost,
        HttpRequestException { InnerException: System.Net.Sockets.SocketException { SocketErrorCode: System.Net.Sockets.SocketError.HostNotFound } } =>
            SkipCause.NoSuchHost,
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } => SkipCause.NotSecure,
        HttpRequestException { HttpRequestError: HttpRequestError.ResponseEnded } or IOException => SkipCause.BrokenOff,
        HttpRequestException => SkipCause.NoConnection,
        _ => SkipCause.BadAddress,
    };

    /// <summary>The real network, with what is expected of servers bounded.</summary>
    internal static SocketsHttpHandler Network(CrawlOptions options)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = true,
            MaxAutomaticRedirections = 5,
            UseCookies = false,
            // A packed body could be far larger than its bytes.
            AutomaticDecompression = DecompressionMethods.None,
            MaxConnectionsPerServer = options.PerHost,
            ConnectTimeout = options.Timeout,
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(15),
            MaxResponseHeadersLength = 64,
            MaxResponseDrainSize = 0,
        };
        if (!options.AllowPrivateHosts)
            handler.ConnectCallback = PublicAddresses.ConnectAsync;
        return handler;
    }
}
