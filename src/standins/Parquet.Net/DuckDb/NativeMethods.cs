using System.Runtime.InteropServices;

namespace Parquet.DuckDb;

/// <summary>The part of duckdb.h that is used here. Functions that return an <see cref="int"/> return 0 for success.</summary>
internal static unsafe partial class NativeMethods
{
    private const string Library = "duckdb";

    /// <summary>Makes the runtime look for the library where <see cref="DuckDbLibrary"/> put it.</summary>
    /// <param name="handle">The loaded library.</param>
    public static void UseLibrary(nint handle) =>
        NativeLibrary.SetDllImportResolver(typeof(NativeMethods).Assembly, (name, _, _) => name == Library ? handle : 0);

    [LibraryImport(Library, EntryPoint = "duckdb_create_config")]
    public static partial int CreateConfig(out nint config);

    [LibraryImport(Library, EntryPoint = "duckdb_set_config", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int SetConfig(nint config, string name, string option);

    [LibraryImport(Library, EntryPoint = "duckdb_destroy_config")]
    public static partial void DestroyConfig(ref nint config);

    [LibraryImport(Library, EntryPoint = "duckdb_open_ext", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int OpenDatabase(string path, out nint database, nint config, out nint error);

    [LibraryImport(Library, EntryPoint = "duckdb_free")]
    public static partial void Free(nint memory);

    [LibraryImport(Library, EntryPoint = "duckdb_connect")]
    public static partial int Connect(nint database, out nint connection);

    [LibraryImport(Library, EntryPoint = "duckdb_disconnect")]
    public static partial void Disconnect(ref nint connection);

    [LibraryImport(Library, EntryPoint = "duckdb_query", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Query(nint connection, string sql, out Result result);

    [LibraryImport(Library, EntryPoint = "duckdb_destroy_result")]
    public static partial void DestroyResult(ref Result result);

    [LibraryImport(Library, EntryPoint = "duckdb_result_error")]
    public static partial nint ResultError(ref Result result);

    [LibraryImport(Library, EntryPoint = "duckdb_prepare", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Prepare(nint connection, string sql, out nint statement);

    [LibraryImport(Library, EntryPoint = "duckdb_prepare_error")]
    public static partial nint PrepareError(nint statement);

    [LibraryImport(Library, EntryPoint = "duckdb_destroy_prepare")]
    public static partial void DestroyPrepare(ref nint statement);

    [LibraryImport(Library, EntryPoint = "duckdb_execute_prepared_streaming")]
    public static partial int ExecuteStreaming(nint statement, out Result result);

    [LibraryImport(Library, EntryPoint = "duckdb_fetch_chunk")]
    public static partial nint FetchChunk(Result result);

    [LibraryImport(Library, EntryPoint = "duckdb_create_logical_type")]
    public static partial nint CreateLogicalType(int type);

    [LibraryImport(Library, EntryPoint = "duckdb_destroy_logical_type")]
    public static partial void DestroyLogicalType(ref nint type);

    [LibraryImport(Library, EntryPoint = "duckdb_create_data_chunk")]
    public static partial nint CreateDataChunk(nint* types, ulong columnCount);

    [LibraryImport(Library, EntryPoint = "duckdb_destroy_data_chunk")]
    public static partial void DestroyDataChunk(ref nint chunk);

    [LibraryImport(Library, EntryPoint = "duckdb_data_chunk_reset")]
    public static partial void ResetDataChunk(nint chunk);

    [LibraryImport(Library, EntryPoint = "duckdb_data_chunk_get_size")]
    public static partial ulong GetDataChunkSize(nint chunk);

    [LibraryImport(Library, EntryPoint = "duckdb_data_chunk_set_size")]
    public static partial void SetDataChunkSize(nint chunk, ulong size);

    [LibraryImport(Library, EntryPoint = "duckdb_data_chunk_get_vector")]
    public static partial nint GetVector(nint chunk, ulong column);

    [LibraryImport(Library, EntryPoint = "duckdb_vector_size")]
    public static partial ulong VectorSize();

    [LibraryImport(Library, EntryPoint = "duckdb_vector_get_data")]
    public static partial void* GetVectorData(nint vector);

    [LibraryImport(Library, EntryPoint = "duckdb_vector_get_validity")]
    public static partial ulong* GetVectorValidity(nint vector);

    [LibraryImport(Library, EntryPoint = "duckdb_vector_ensure_validity_writable")]
    public static partial void EnsureValidityWritable(nint vector);

    [LibraryImport(Library, EntryPoint = "duckdb_vector_assign_string_element_len")]
    public static partial void AssignBytes(nint vector, ulong index, byte* bytes, ulong length);

    [LibraryImport(Library, EntryPoint = "duckdb_appender_create", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int CreateAppender(nint connection, string? schema, string table, out nint appender);

    [LibraryImport(Library, EntryPoint = "duckdb_append_data_chunk")]
    public static partial int AppendDataChunk(nint appender, nint chunk);

    [LibraryImport(Library, EntryPoint = "duckdb_appender_close")]
    public static partial int CloseAppender(nint appender);

    [LibraryImport(Library, EntryPoint = "duckdb_appender_error")]
    public static partial nint AppenderError(nint appender);

    [LibraryImport(Library, EntryPoint = "duckdb_appender_destroy")]
    public static partial int DestroyAppender(ref nint appender);

    /// <summary>duckdb_result: five fields that are no longer used, and a pointer.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Result
    {
        private readonly ulong _columnCount;
        private readonly ulong _rowCount;
        private readonly ulong _rowsChanged;
        private readonly nint _columns;
        private readonly nint _errorMessage;
        private readonly nint _data;
    }

    /// <summary>duckdb_string_t: up to 12 bytes in place, longer ones behind a pointer.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 16)]
    public struct Bytes
    {
        private const int InPlace = 12;

        [FieldOffset(0)]
        private readonly uint _length;

        [FieldOffset(4)]
        private readonly byte _first;

        [FieldOffset(8)]
        private readonly byte* _pointer;

        /// <summary>The bytes of a value that stays where it is while they are used.</summary>
        public static ReadOnlySpan<byte> Of(Bytes* value) =>
            new(value->_length <= InPlace ? &value->_first : value->_pointer, checked((int)value->_length));
    }
}
