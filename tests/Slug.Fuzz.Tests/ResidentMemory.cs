using System.Globalization;

namespace Slug.Fuzz.Tests;

/// <summary>The most memory that this process held at once since a moment: the runtime's, and what libraries allocate beside it.</summary>
internal sealed class ResidentMemory
{
    // Linux sets the high-water mark back to what is held now (proc(5)); without that, what follows a peak would be hidden below it.
    private const string Reset = "/proc/self/clear_refs";

    private readonly byte[] _status = new byte[4096];

    private long _before;

    /// <summary>Begins anew.</summary>
    /// <exception cref="IOException">This system cannot set the mark back.</exception>
    public void Begin()
    {
        using (var file = File.OpenHandle(Reset, FileMode.Open, FileAccess.Write))
            RandomAccess.Write(file, "5"u8, 0);
        _before = Status("VmRSS:"u8);
    }

    /// <summary>Bytes that were held at once beyond those at the beginning.</summary>
    public long Most() => Status("VmHWM:"u8) - _before;

    private long Status(ReadOnlySpan<byte> name)
    {
        using var file = File.OpenHandle("/proc/self/status");
        ReadOnlySpan<byte> text = _status.AsSpan(0, RandomAccess.Read(file, _status, 0));
        text = text[(text.IndexOf(name) + name.Length)..].TrimStart(" \t"u8);
        return long.Parse(text[..text.IndexOf((byte)' ')], CultureInfo.InvariantCulture) << 10;
    }
}
