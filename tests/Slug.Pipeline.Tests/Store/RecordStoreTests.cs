using Slug.Pipeline.Store;

namespace Slug.Pipeline.Tests.Store;

public sealed class RecordStoreTests : IDisposable
{
    private readonly TempFolder _temp = new();

    public void Dispose() => _temp.Dispose();

    [Fact]
    public void FindsWhatWasWritten()
    {
        var store = new RecordStore(_temp.Layout, () => Path.Combine(_temp.Root, "tmp"));
        var record = ActionRecordJsonTests.Sample();
        Assert.Null(store.TryRead(record.Key, out var damaged));
        Assert.False(damaged);
        store.Write(record);
        Assert.Equal(record.Key, store.TryRead(record.Key)!.Key);
        Assert.False(File.Exists(Path.Combine(_temp.Root, "tmp")));
    }

    [Fact]
    public void ADamagedRecordIsNoneAndSaysSo()
    {
        var store = new RecordStore(_temp.Layout, () => Path.Combine(_temp.Root, "tmp"));
        var record = ActionRecordJsonTests.Sample();
        store.Write(record);
        File.WriteAllText(_temp.Layout.Record(record.Key), "{}");
        Assert.Null(store.TryRead(record.Key, out var damaged));
        Assert.True(damaged);
        store.Write(record);
        Assert.NotNull(store.TryRead(record.Key));
    }
}
