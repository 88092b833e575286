namespace Parquet.Format;

/// <summary>Field numbers of the structures in a parquet footer (parquet.thrift of the format's specification).</summary>
internal static class FieldIds
{
    /// <summary>FileMetaData: the footer itself.</summary>
    internal static class File
    {
        public const short Version = 1, Schema = 2, RowCount = 3, RowGroups = 4, KeyValues = 5, CreatedBy = 6, ColumnOrders = 7;
    }

    /// <summary>KeyValue: one entry of the file's own metadata.</summary>
    internal static class KeyValue
    {
        public const short Key = 1, Value = 2;
    }

    /// <summary>SchemaElement: one field of the schema, in depth-first order below a root.</summary>
    internal static class Element
    {
        public const short Type = 1, TypeLength = 2, Repetition = 3, Name = 4, ChildCount = 5, ConvertedType = 6, LogicalType = 10;
    }

    /// <summary>RowGroup.</summary>
    internal static class RowGroup
    {
        public const short Columns = 1, UncompressedSize = 2, RowCount = 3, Offset = 5, CompressedSize = 6, Ordinal = 7;
    }

    /// <summary>ColumnChunk: one column of a row group, and where its page indexes are.</summary>
    internal static class Chunk
    {
        public const short File = 1, Offset = 2, MetaData = 3, OffsetIndexOffset = 4, OffsetIndexLength = 5, ColumnIndexOffset = 6, ColumnIndexLength = 7,
            Encryption = 8, EncryptedMetaData = 9;
    }

    /// <summary>ColumnMetaData: where a column's pages are and how they are coded.</summary>
    internal static class Column
    {
        public const short Type = 1, Encodings = 2, Path = 3, Codec = 4, ValueCount = 5, UncompressedSize = 6, CompressedSize = 7, KeyValues = 8,
            DataPageOffset = 9, IndexPageOffset = 10, DictionaryPageOffset = 11, BloomFilterOffset = 14, BloomFilterLength = 15;
    }
}
