using Slug.Basics;

namespace Slug.Data.Downloads;

/// <summary>Turns npm's error codes into what the user should do.</summary>
internal static class NpmErrors
{
    private static readonly (string[] Codes, string Advice)[] Known =
    [
        (["E404", "ETARGET"], "The registry does not have it: check the name and the version in the config."),
        (["E401", "E403", "ENEEDAUTH"], "The registry refuses it: check the login and the mirror in npm's settings (`npm config list`)."),
        (["ENOTFOUND", "EAI_AGAIN", "ECONNREFUSED", "ECONNRESET", "ETIMEDOUT", "ENETUNREACH", "EHOSTUNREACH", "ERR_SOCKET_TIMEOUT"],
            "The registry cannot be reached: check the network and the proxy (`npm ping`), then run the same command again."),
        (["ENOSPC"], "The disk is full: make room, then run the same command again."),
        (["CERT", "SELF_SIGNED"], "The registry's certificate is not trusted: check `npm config get cafile` and the proxy."),
    ];

    /// <summary>One message: what failed, npm's first lines of explanation, what to do.</summary>
    public static string Explain(string spec, ChildAnswer outcome)
    {
        var lines = outcome.Errors
            .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Where(line => !line.Contains("complete log of this run", StringComparison.Ordinal))
            .Take(4);
        var said = string.Join(" | ", lines);
        var advice = Known.FirstOrDefault(known => known.Codes.Any(code => outcome.Errors.Contains(code, StringComparison.Ordinal))).Advice
            ?? "Run the same npm command by hand to see more.";
        return $"npm pack {spec} failed (exit code {outcome.ExitCode}){(said.Length == 0 ? "" : $": {said}")}. {advice}";
    }
}
