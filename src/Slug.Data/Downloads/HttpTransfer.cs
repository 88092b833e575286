using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;

namespace Slug.Data.Downloads;

/// <summary>Brings one file from one address into a partial file, over several connections where the server can send parts.</summary>
internal sealed class HttpTransfer(RangeClient client, TransferOptions options, Backoff backoff, TimeProvider time)
{
    private const int BufferBytes = 1 << 17;
    // No published file is as large: a length beyond it is a mistake, and what keeps note of its parts would fill the memory.
    private const long LargestFile = 1L << 42;

    private const long EndOfFile = (1L << 53) - 1;

    /// <summary>
    /// Fills the partial file. What is there already stays if the server confirms that the file has not changed. A file whose version the server does not
    /// name comes in one piece: parts of two versions must never end in one file.
    /// </summary>
    /// <exception cref="SourceFailure">The source refuses, or failed too often.</exception>
    public async Task FetchAsync(
        Uri source, PartialFile part, FileRequest request, IProgress<TransferProgress>? progress, bool inOnePiece, CancellationToken cancellation)
    {
        if (inOnePiece)
            part.Reset();
        // Without a name for the version only a pinned sum can tell whether old and new bytes belong together.
        if ((part.Validator is null && request.Sha256 is null) || (request.Size is { } size && part.Length != size))
            part.Reset();
        for (var restarts = 1; ; restarts++)
        {
            try
            {
                await FetchVersionAsync(source, part, request, progress, inOnePiece, cancellation).ConfigureAwait(false);
                return;
            }
            catch (SourceChanged changed) when (restarts < options.Attempts)
            {
                part.Reset();
                await PauseAsync(restarts, new TransientFailure(changed.Message), cancellation).ConfigureAwait(false);
            }
        }
    }

    private async Task FetchVersionAsync(
        Uri source, PartialFile part, FileRequest request, IProgress<TransferProgress>? progress, bool inOnePiece, CancellationToken cancellation)
    {
        var first = part.Segments.Count == 0 ? await BeginAsync(source, part, request, inOnePiece, cancellation).ConfigureAwait(false) : null;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var open = new ConcurrentQueue<FileSegment>(part.Segments.Where(segment => !segment.IsWhole));
        var workers = Enumerable.Range(0, Math.Max(1, Math.Min(options.Connections, open.Count)))
            .Select(number => WorkAsync(number == 0 ? first : null))
            .ToArray();
        await Task.WhenAll(workers).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellation.ThrowIfCancellationRequested();
        // The first failure stopped the others, whose cancellations mean nothing.
        if (workers.Where(worker => worker.IsFaulted).Select(worker => worker.Exception!.InnerException!).FirstOrDefault() is { } failure)
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);

        async Task WorkAsync(HttpResponseMessage? answer)
        {
            try
            {
                while (open.TryDequeue(out var segment))
                {
                    await FillAsync(source, part, segment, answer, request, progress, stop.Token).ConfigureAwait(false);
                    answer = null;
                }
            }
            catch
            {
                await stop.CancelAsync().ConfigureAwait(false);
                throw;
            }
            finally
            {
                answer?.Dispose();
            }
        }
    }

    // The first request asks for the first segment; its answer tells the size, and whether parts can be had at all.
    private async Task<HttpResponseMessage> BeginAsync(Uri source, PartialFile part, FileRequest request, bool inOnePiece, CancellationToken cancellation)
    {
        for (var failures = 1; ; failures++)
        {
            try
            {
                var answer = await AskAsync(source, 0, inOnePiece ? EndOfFile : options.SegmentBytes - 1, null, cancellation).ConfigureAwait(false);
                try
                {
                    if (!inOnePiece && answer.StatusCode == HttpStatusCode.PartialContent && Validator(answer) is null && request.Sha256 is null
                        && answer.Content.Headers.ContentRange?.Length > options.SegmentBytes)
                    {
                        inOnePiece = true;
                        answer.Dispose();
                        continue;
                    }
                    Begin(part, answer, request, inOnePiece);
                    return answer;
                }
                catch
                {
                    answer.Dispose();
                    throw;
                }
            }
            catch (TransientFailure failure)
            {
                await PauseAsync(failures, failure, cancellation).ConfigureAwait(false);
            }
        }
    }

    private void Begin(PartialFile part, HttpResponseMessage answer, FileRequest request, bool inOnePiece)
    {
        var content = answer.Content.Headers;
        if (content.ContentEncoding.Count > 0)
            throw new SourceFailure($"sends the file packed ({string.Join(", ", content.ContentEncoding)}) although it was asked not to");
        var whole = answer.StatusCode == HttpStatusCode.OK;
        var length = whole ? content.ContentLength : content.ContentRange?.Length;
        if (length == 0 && request.Size != 0)
            throw new TransientFailure("sends an empty body instead of the file");
        if (!whole && length is null)
            throw new SourceFailure("sends a part of the file without saying how large the whole is");
        if (answer.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable && length != 0)
            throw new SourceFailure("refuses the request for the file's first bytes");
        if (length is { } offered && request.Size is { } expected && offered != expected)
        {
            if (content.ContentType?.MediaType is { } type && type.EndsWith("json", StringComparison.OrdinalIgnoreCase))
                throw new TransientFailure($"sends {offered} bytes of JSON instead of the file");
            throw new SourceFailure($"offers {offered} bytes, but the file has {expected}");
        }
        if (length > LargestFile)
            throw new SourceFailure($"offers {length} bytes, more than any file has");
        // A body that merely ends when the connection does may have been cut anywhere.
        if (length is null && request.Size is null && request.Sha256 is null && answer.Version.Major < 2
            && answer.Headers.TransferEncodingChunked != true)
            throw new SourceFailure("does not say how large the file is, so nobody can tell whether all of it came: give its size or SHA-256");
        part.Begin(length, Validator(answer), Mark(answer), whole || inOnePiece ? Math.Max(length ?? 1, 1) : options.SegmentBytes);
    }

    private async Task FillAsync(
        Uri source, PartialFile part, FileSegment segment, HttpResponseMessage? answer, FileRequest request,
        IProgress<TransferProgress>? progress, CancellationToken cancellation)
    {
        for (var failures = 0; !segment.IsWhole;)
        {
            var before = segment.Done;
            try
            {
                using var current = answer ?? await AskForRestAsync(source, part, segment, request.Sha256 is not null, cancellation).ConfigureAwait(false);
                answer = null;
                await ReceiveAsync(current, part, segment, request, progress, cancellation).ConfigureAwait(false);
                if (part.Length is null)
                {
                    part.End();
                    return;
                }
                if (!segment.IsWhole)
                    throw new TransientFailure("the connection ended early");
            }
            catch (TransientFailure failure)
            {
                failures = segment.Done > before ? 1 : failures + 1;
                await PauseAsync(failures, failure, cancellation).ConfigureAwait(false);
            }
        }
    }

    private async Task<HttpResponseMessage> AskForRestAsync(Uri source, PartialFile part, FileSegment segment, bool pinned, CancellationToken cancellation)
    {
        var from = segment.Start + segment.Done;
        var validator = part.Validator is { } text && RangeConditionHeaderValue.TryParse(text, out var parsed) ? parsed : null;
        // Of a file of unknown length, or of a version without a name, the rest cannot be asked for: from the start again. A pinned sum tells in the end.
        if (part.Length is null || (part.Validator is null && !pinned))
            throw new SourceChanged("the connection ended early, and the server does not name the file's version, so that the rest might be another's");
        var answer = await AskAsync(source, from, segment.Start + segment.Length - 1, validator, cancellation).ConfigureAwait(false);
        var range = answer.Content.Headers.ContentRange;
        var same = answer.StatusCode == HttpStatusCode.PartialContent && range?.From == from && range.Length == part.Length
            && (part.Mark is null ? part.Validator is null || part.Validator == Validator(answer) : part.Mark == Mark(answer));
        if (same)
        {
            part.GoesOn();
            return answer;
        }
        answer.Dispose();
        throw new SourceChanged();
    }

    private async Task<HttpResponseMessage> AskAsync(
        Uri source, long from, long to, RangeConditionHeaderValue? validator, CancellationToken cancellation)
    {
        using var stall = new CancellationTokenSource(options.StallTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, stall.Token);
        try
        {
            return await client.GetAsync(source, from, to, validator, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException silence) when (!cancellation.IsCancellationRequested)
        {
            throw new TransientFailure($"no answer for {options.StallTimeout.TotalSeconds:0} s", inner: silence);
        }
    }

    private async Task ReceiveAsync(
        HttpResponseMessage answer, PartialFile part, FileSegment segment, FileRequest request,
        IProgress<TransferProgress>? progress, CancellationToken cancellation)
    {
        using var stall = new CancellationTokenSource(options.StallTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, stall.Token);
        var body = await answer.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
        await using (body.ConfigureAwait(false))
        {
            var buffer = new byte[BufferBytes];
            while (!segment.IsWhole)
            {
                stall.CancelAfter(options.StallTimeout);
                var wanted = (int)Math.Min(buffer.Length, segment.Length - segment.Done);
                var read = await ReadAsync(body, buffer.AsMemory(0, wanted), either.Token, cancellation).ConfigureAwait(false);
                if (read == 0)
                    return;
                if (part.Length is null && segment.Done + read > request.Size)
                    throw new SourceFailure($"sends more than the {request.Size} bytes that the file has");
                await part.WriteAsync(segment, buffer.AsMemory(0, read), cancellation).ConfigureAwait(false);
                progress?.Report(new TransferProgress(part.Done, part.Length ?? request.Size));
            }
        }
    }

    private async Task<int> ReadAsync(Stream body, Memory<byte> buffer, CancellationToken stalled, CancellationToken cancellation)
    {
        try
        {
            return await body.ReadAsync(buffer, stalled).ConfigureAwait(false);
        }
        catch (Exception broken) when (broken is IOException or HttpRequestException)
        {
            throw new TransientFailure($"the connection broke: {broken.Message}", inner: broken);
        }
        catch (OperationCanceledException silence) when (!cancellation.IsCancellationRequested)
        {
            throw new TransientFailure($"no byte for {options.StallTimeout.TotalSeconds:0} s", inner: silence);
        }
    }

    private Task PauseAsync(int failures, TransientFailure failure, CancellationToken cancellation)
    {
        if (failures >= options.Attempts)
            throw new SourceFailure($"{failure.Message} ({failures} tries in a row)", failure);
        var delay = backoff.DelayAfter(failures, failure.RetryAfter)
            ?? throw new SourceFailure($"{failure.Message}, and asks to come back in {failure.RetryAfter!.Value.TotalSeconds:0} s", failure);
        return backoff.WaitAsync(delay, cancellation);
    }

    // A weak ETag does not promise the same bytes, and neither does a date beside it; where there is no ETag the date must do.
    private static string? Validator(HttpResponseMessage answer) => answer.Headers.ETag switch
    {
        { IsWeak: false } tag => tag.Tag,
        { } => null,
        null => answer.Content.Headers.LastModified?.ToString("R"),
    };

    // All that the server says of the version; where any of it differs, so may the bytes.
    private static string Mark(HttpResponseMessage answer) =>
        $"{answer.Headers.ETag} {answer.Content.Headers.LastModified?.ToString("R")}";
}
