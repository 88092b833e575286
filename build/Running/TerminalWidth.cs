namespace Slug.Build.Running;

/// <summary>How wide lines may be.</summary>
internal static class TerminalWidth
{
    /// <summary>Columns of the terminal; no limit where the output goes to a file or a pipe.</summary>
    public static int Now()
    {
        if (Console.IsOutputRedirected)
            return int.MaxValue;
        try
        {
            return Console.WindowWidth is > 0 and var width ? width : 80;
        }
        catch (IOException)
        {
            return 80;
        }
    }
}
