using Slug.Pipeline.Keys;
using Slug.Pipeline.Store;

namespace Slug.Pipeline.Tests.Store;

public sealed class LedgerTests : IDisposable
{
    private readonly TempFolder _temp = new();

    private string LedgerPath => Path.Combine(_temp.Root, "x", "demo.ledger");

    public void Dispose() => _temp.Dispose();

    private Ledger NewLedger() => new(LedgerPath, () => Path.Combine(_temp.Root, "tmp"));

    private static Digest Key(int i) => TempFolder.DigestOf($"{i}");

    [Fact]
    public void RemembersTheLastKeyOfAStep()
    {
        var ledger = NewLedger();
        Assert.Null(ledger.Find("Train"));
        ledger.Set("Train", Key(1));
        ledger.Set("Unlearn/tiger face", Key(2));
        ledger.Set("Train", Key(3));
        var read = NewLedger();
        Assert.Equal(Key(3), read.Find("Train"));
        Assert.Equal(Key(2), read.Find("Unlearn/tiger face"));
    }

    [Fact]
    public void ATornLineIsPassedOver()
    {
        NewLedger().Set("Train", Key(1));
        File.AppendAllText(LedgerPath, "0123abc");
        Assert.Equal(Key(1), NewLedger().Find("Train"));
    }

    [Fact]
    public void ALongLedgerIsShortened()
    {
        for (var i = 0; i < 150; i++)
            NewLedger().Set("Train", Key(i));
        Assert.True(File.ReadAllLines(LedgerPath).Length < 120);
        Assert.Equal(Key(149), NewLedger().Find("Train"));
    }
}
