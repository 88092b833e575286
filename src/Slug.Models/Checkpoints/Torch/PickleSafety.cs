namespace Slug.Models.Checkpoints.Torch;

/// <summary>
/// The names that no checkpoint needs, because calling them runs programs, opens files or reaches the network. Nothing is called here; but whoever made
/// a file with them means harm to those who load it elsewhere, and its tensors are not to be trusted either.
/// </summary>
internal static class PickleSafety
{
    private static readonly HashSet<string> Modules = new(StringComparer.Ordinal)
    {
        "os", "posix", "nt", "subprocess", "sys", "shutil", "socket", "importlib", "runpy", "ctypes", "pty", "commands", "code", "codeop", "marshal", "pickle", "_pickle",
        "webbrowser", "multiprocessing", "asyncio", "signal", "requests", "pip", "timeit", "cProfile", "profile", "pdb", "bdb", "trace", "types", "inspect", "operator",
        "_operator", "tempfile", "io", "_io", "builtins", "__builtin__", "urllib.request", "http.client", "ftplib", "smtplib", "importlib.util", "os.path", "posixpath",
    };

    private static readonly HashSet<string> Functions = new(StringComparer.Ordinal)
    {
        "torch.storage._load_from_bytes", "torch.load", "torch.serialization.load", "torch.hub.load", "numpy.load", "joblib.load", "copyreg.add_extension",
    };

    // Of those modules what programs keep among their settings.
    private static readonly HashSet<string> Harmless = new(StringComparer.Ordinal)
    {
        "builtins.set", "builtins.frozenset", "builtins.list", "builtins.dict", "builtins.tuple", "builtins.int", "builtins.float", "builtins.str", "builtins.bool",
        "builtins.bytes", "builtins.bytearray", "builtins.complex", "builtins.slice", "builtins.range", "builtins.object", "builtins.type", "builtins.NoneType",
        // What torch.save writes for int, str and range: its pickles have the names of Python 2.
        "builtins.long", "builtins.unicode", "builtins.xrange",
        // Judged by what it is asked for.
        "builtins.getattr", "types.SimpleNamespace", "io.BytesIO", "_io.BytesIO", "io.StringIO", "_io.StringIO", "os.PathLike",
    };

    /// <summary>Whether a pickle that refers to the name is refused.</summary>
    public static bool IsHarmful(PickleGlobal name)
    {
        if (Functions.Contains(name.FullName)) return true;
        var module = name.Module == "__builtin__" ? "builtins" : name.Module;
        return Modules.Contains(module) && !Harmless.Contains($"{module}.{name.Name}");
    }
}
