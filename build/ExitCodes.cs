namespace Slug.Build;

/// <summary>What the program tells the shell.</summary>
internal static class ExitCodes
{
    /// <summary>All went well.</summary>
    public const int Done = 0;

    /// <summary>A stage or a test failed.</summary>
    public const int Failed = 1;

    /// <summary>The config or the arguments are wrong; nothing was run.</summary>
    public const int Mistake = 2;

    /// <summary>Stopped by Ctrl+C.</summary>
    public const int Interrupted = 130;
}
