using System.Net;
using Slug.Basics;

namespace Slug.Data.Downloads;

/// <summary>
/// Fetches files over HTTP(S), or copies them from <c>file://</c>, and checks that they are what was asked for. A transfer that was broken off goes on
/// where it stopped, also in a later run; a file under its own name is always whole.
/// </summary>
public sealed class FileDownloader : IDisposable
{
    private readonly HttpMessageInvoker _client;
    private readonly HttpTransfer _transfer;
    private readonly TransferOptions _options;
    private readonly Backoff _backoff;

    /// <param name="options">How to transfer.</param>
    /// <param name="random">Draws the jitter of the waits between tries.</param>
    /// <param name="time">The clock.</param>
    /// <param name="token">A secret for some servers, see <see cref="HuggingFace.TokenFrom"/>.</param>
    /// <param name="handler">The network; by default the real one. It must not follow redirects by itself.</param>
    public FileDownloader(
        TransferOptions? options = null, SeededRandom? random = null, TimeProvider? time = null, BearerToken? token = null, HttpMessageHandler? handler = null)
    {
        _options = options ?? new TransferOptions();
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(_options.Connections);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(_options.SegmentBytes);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(_options.Attempts);
        time ??= TimeProvider.System;
        _client = new HttpMessageInvoker(handler ?? RealNetwork(), disposeHandler: true);
        _backoff = new Backoff(_options.Backoff, time, random ?? new SeededRandom(0));
        _transfer = new HttpTransfer(new RangeClient(_client, token, time), _options, _backoff, time);
    }

    /// <summary>
    /// Puts the file at its target. One that is there already and right is kept; one with a wrong sum or size is moved aside and fetched again.
    /// The sources are tried in their order.
    /// </summary>
    /// <param name="request">The file.</param>
    /// <param name="progress">Told after every read.</param>
    /// <param name="cancellation">Stops; what came so far is kept for the next time.</param>
    /// <exception cref="DownloadException">No source gave it; the message says what each of them said.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public async Task DownloadAsync(FileRequest request, IProgress<TransferProgress>? progress = null, CancellationToken cancellation = default)
    {
        if (request.Sources.Count == 0)
            throw new ArgumentException($"There is no source for {request.Name}.", nameof(request));
        if (request.Sha256 is { } sum)
            PinnedFile.RequireSum(sum, request.Name);
        if (await IsThereAsync(request, cancellation).ConfigureAwait(false))
            return;

        var failures = new List<string>();
        foreach (var source in request.Sources)
        {
            try
            {
                await FetchAgainAsync(source, request, progress, cancellation).ConfigureAwait(false);
                return;
            }
            catch (SourceFailure failure)
            {
                failures.Add($"{Printable(source)}: {failure.Message.TrimEnd('.')}.");
            }
        }
        throw new DownloadException($"{request.Name} could not be fetched. {string.Join(" | ", failures)} "
            + $"Check the network and the address, then run the same command again (what came so far is kept), or put the file at {request.Target} by hand.");
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    // A busy server says 200 and sends nothing, or an excuse; a file in parts of two versions has a wrong sum. Both go away with another try.
    private async Task FetchAgainAsync(Uri source, FileRequest request, IProgress<TransferProgress>? progress, CancellationToken cancellation)
    {
        var inOnePiece = false;
        for (var tries = 1; ; tries++)
        {
            try
            {
                await FetchAsync(source, request, progress, inOnePiece, cancellation).ConfigureAwait(false);
                return;
            }
            catch (TransientFailure wrong) when (!source.IsFile)
            {
                if (tries >= _options.Attempts || _backoff.DelayAfter(tries) is not { } delay)
                    throw new SourceFailure($"{wrong.Message} ({tries} tries in a row)", wrong);
                inOnePiece = true;
                await _backoff.WaitAsync(delay, cancellation).ConfigureAwait(false);
            }
        }
    }

    private async Task FetchAsync(Uri source, FileRequest request, IProgress<TransferProgress>? progress, bool inOnePiece, CancellationToken cancellation)
    {
        using var part = PartialFile.Open(request.Target, _options.CheckpointBytes);
        if (source.IsFile)
            await LocalCopy.CopyAsync(source.LocalPath, part, request, progress, cancellation).ConfigureAwait(false);
        else if (source.Scheme is "http" or "https")
            await _transfer.FetchAsync(source, part, request, progress, inOnePiece, cancellation).ConfigureAwait(false);
        else
            throw new SourceFailure($"'{source.Scheme}' addresses are not known; use https, http or file");

        if (request.Size is { } size && part.Done != size)
        {
            var came = part.Done;
            part.Reset();
            throw new SourceFailure($"sent {came} bytes, but the file has {size}");
        }
        var path = part.Close();
        if (WrongReply.At(path, source.AbsolutePath, request.Size) is { } reply && request.Sha256 is var sum && (sum is null || !await HasSumAsync(path, sum, cancellation).ConfigureAwait(false)))
        {
            File.Delete(path);
            throw new TransientFailure(reply);
        }
        if (request.Sha256 is { } pinned)
            await RequireSumAsync(path, part.IsPatched, request, pinned, cancellation).ConfigureAwait(false);
        File.Move(path, request.Target, overwrite: true);
    }

    private static async Task<bool> HasSumAsync(string path, string sum, CancellationToken cancellation) =>
        string.Equals(await PinnedFile.Sha256Async(path, cancellation).ConfigureAwait(false), sum, StringComparison.OrdinalIgnoreCase);

    private static async Task RequireSumAsync(string path, bool isPatched, FileRequest request, string sum, CancellationToken cancellation)
    {
        try
        {
            await PinnedFile.VerifyAsync(path, request.Name, sum, request.Rejected, cancellation).ConfigureAwait(false);
        }
        catch (DownloadException wrong)
        {
            throw isPatched ? new TransientFailure(wrong.Message, inner: wrong) : new SourceFailure(wrong.Message, wrong);
        }
    }

    private static async Task<bool> IsThereAsync(FileRequest request, CancellationToken cancellation)
    {
        if (!File.Exists(request.Target))
            return false;
        if (request.Size is { } size && new FileInfo(request.Target).Length != size)
        {
            Directory.CreateDirectory(request.Rejected);
            File.Move(request.Target, Path.Combine(request.Rejected, $"{request.Name}.size"), overwrite: true);
            return false;
        }
        if (request.Sha256 is not { } sum)
        {
            if (WrongReply.At(request.Target, request.Sources[0].AbsolutePath, request.Size) is null)
                return true;
            Directory.CreateDirectory(request.Rejected);
            File.Move(request.Target, Path.Combine(request.Rejected, $"{request.Name}.wrong"), overwrite: true);
            return false;
        }
        try
        {
            await PinnedFile.VerifyAsync(request.Target, request.Name, sum, request.Rejected, cancellation).ConfigureAwait(false);
            return true;
        }
        catch (DownloadException)
        {
            // It was moved aside; what is fetched now is judged anew.
            return false;
        }
    }

    // Signed addresses carry secrets behind the question mark, some before the host.
    internal static string Printable(Uri source) => source.IsFile
        ? source.LocalPath
        : source.GetComponents(UriComponents.Scheme | UriComponents.HostAndPort | UriComponents.Path, UriFormat.UriEscaped);

    private static SocketsHttpHandler RealNetwork() => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        AutomaticDecompression = DecompressionMethods.None,
        ConnectTimeout = TimeSpan.FromSeconds(30),
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
    };
}
