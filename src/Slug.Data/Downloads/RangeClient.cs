using System.Net;
using System.Net.Http.Headers;

namespace Slug.Data.Downloads;

/// <summary>
/// Sends GET requests for parts of files. It follows redirects itself, because each hop decides anew whether the token may be sent, and takes answers
/// apart into those worth another try and those that are final.
/// </summary>
internal sealed class RangeClient(HttpMessageInvoker client, BearerToken? token, TimeProvider time)
{
    private const int MostRedirects = 10;

    /// <summary>Bytes <paramref name="from"/> to <paramref name="to"/> (inclusive) of a file; the answer may as well be the whole file.</summary>
    /// <param name="source">The address.</param>
    /// <param name="from">The first byte.</param>
    /// <param name="to">The last byte.</param>
    /// <param name="validator">Sent as If-Range: the whole file comes if it changed since.</param>
    /// <param name="cancellation">Stops waiting for the answer's head.</param>
    /// <exception cref="SourceFailure">The server refuses, or (<see cref="TransientFailure"/>) cannot be reached or is busy.</exception>
    public async Task<HttpResponseMessage> GetAsync(Uri source, long from, long to, RangeConditionHeaderValue? validator, CancellationToken cancellation)
    {
        var address = source;
        for (var hop = 0; hop <= MostRedirects; hop++)
        {
            var secret = token?.For(address);
            var response = await SendAsync(address, from, to, validator, secret, cancellation).ConfigureAwait(false);
            if (response.StatusCode is HttpStatusCode.OK or HttpStatusCode.PartialContent or HttpStatusCode.RequestedRangeNotSatisfiable)
                return response;
            using (response)
                address = Redirection(address, response) ?? throw Refusal(source, response, secret is not null);
        }
        throw new SourceFailure($"more than {MostRedirects} redirects");
    }

    private async Task<HttpResponseMessage> SendAsync(
        Uri address, long from, long to, RangeConditionHeaderValue? validator, string? secret, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Range = new RangeHeaderValue(from, to);
        request.Headers.IfRange = validator;
        // A compressed body would have other ranges than the file.
        request.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue("identity"));
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("slug", "1.0"));
        if (secret is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", secret);
        try
        {
            return await client.SendAsync(request, cancellation).ConfigureAwait(false);
        }
        catch (HttpRequestException failure)
        {
            throw new TransientFailure(Cause(failure), inner: failure);
        }
    }

    private static Uri? Redirection(Uri address, HttpResponseMessage response)
    {
        if ((int)response.StatusCode is not (301 or 302 or 303 or 307 or 308) || response.Headers.Location is not { } location)
            return null;
        if (!Uri.TryCreate(address, location, out var next))
            throw new SourceFailure($"redirects to '{location.OriginalString}', which is no address");
        if (next.Scheme is not ("http" or "https") || (address.Scheme == "https" && next.Scheme != "https"))
            throw new SourceFailure($"a redirect to {next.Scheme}://{next.IdnHost} is refused: it leaves the encrypted connection");
        return next;
    }

    private SourceFailure Refusal(Uri source, HttpResponseMessage response, bool tokenSent)
    {
        var status = (int)response.StatusCode;
        var said = $"answered {status} {response.ReasonPhrase}".TrimEnd();
        if (status is 408 or 425 or 429 or 500 or 502 or 503 or 504)
            return new TransientFailure(said, RetryAfter(response));
        var advice = status is 401 or 403 ? HuggingFace.AdviceFor(source, tokenSent) : null;
        return new SourceFailure(advice is null ? said : $"{said}. {advice}");
    }

    private TimeSpan? RetryAfter(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } when date > time.GetUtcNow() => date - time.GetUtcNow(),
        _ => null,
    };

    private static string Cause(HttpRequestException failure) => failure.HttpRequestError switch
    {
        HttpRequestError.NameResolutionError => "the host's name is unknown",
        HttpRequestError.SecureConnectionError => $"no secure connection: {failure.InnerException?.Message ?? failure.Message}",
        _ => failure.InnerException?.Message ?? failure.Message,
    };
}
