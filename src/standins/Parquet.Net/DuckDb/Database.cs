using System.Runtime.InteropServices;

namespace Parquet.DuckDb;

/// <summary>A connection to the process's one in-memory database. Use it on one thread at a time.</summary>
internal sealed class Database : IDisposable
{
    private static readonly Lock Gate = new();

    // One for the life of the process: it holds no data between operations, and opening it costs tens of milliseconds.
    private static nint _shared;

    private nint _connection;

    private Database(nint connection) => _connection = connection;

    /// <summary>The native connection.</summary>
    public nint Handle => _connection;

    /// <summary>Connects, loading and opening the database the first time.</summary>
    /// <exception cref="DllNotFoundException">libduckdb cannot be had.</exception>
    public static Database Connect()
    {
        nint database;
        lock (Gate)
        {
            if (_shared == 0)
                _shared = Open();
            database = _shared;
        }
        return NativeMethods.Connect(database, out var connection) == 0
            ? new Database(connection)
            : throw new ParquetException("DuckDB refused a connection to its in-memory database.");
    }

    /// <summary>Runs a statement that returns nothing of interest.</summary>
    /// <exception cref="ParquetException">It failed; the message is DuckDB's.</exception>
    public void Execute(string sql)
    {
        var state = NativeMethods.Query(_connection, sql, out var result);
        try
        {
            if (state != 0)
                throw new ParquetException(Text(NativeMethods.ResultError(ref result)));
        }
        finally
        {
            NativeMethods.DestroyResult(ref result);
        }
    }

    /// <summary>A string literal of DuckDB's SQL.</summary>
    public static string Quote(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    /// <summary>The text behind a pointer that DuckDB returned and owns.</summary>
    public static string Text(nint message) => Marshal.PtrToStringUTF8(message) ?? "DuckDB gave no reason.";

    /// <inheritdoc/>
    public void Dispose() => NativeMethods.Disconnect(ref _connection);

    private static nint Open()
    {
        DuckDbLibrary.EnsureLoaded();
        if (NativeMethods.CreateConfig(out var config) != 0)
            throw new ParquetException("DuckDB could not make a configuration.");
        try
        {
            // One thread: the order of rows and the bytes of files must not depend on the machine.
            Set(config, "threads", "1");
            // Files are temporary and read once; keeping them would only fill memory.
            Set(config, "enable_external_file_cache", "false");
            // Nothing is to be fetched from or looked up on the network, nor spilled beside the user's files.
            Set(config, "autoinstall_known_extensions", "false");
            Set(config, "autoload_known_extensions", "false");
            Set(config, "temp_directory", "");
            if (NativeMethods.OpenDatabase(":memory:", out var database, config, out var error) == 0)
                return database;
            var reason = Text(error);
            NativeMethods.Free(error);
            throw new ParquetException($"DuckDB could not open an in-memory database: {reason}");
        }
        finally
        {
            NativeMethods.DestroyConfig(ref config);
        }
    }

    private static void Set(nint config, string name, string value)
    {
        if (NativeMethods.SetConfig(config, name, value) != 0)
            throw new ParquetException($"This libduckdb has no setting '{name}'; version 1.3 or newer is needed.");
    }
}
