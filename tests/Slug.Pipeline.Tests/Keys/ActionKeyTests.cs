using Slug.Pipeline.Keys;
using Slug.Pipeline.Stages;

namespace Slug.Pipeline.Tests.Keys;

public sealed class ActionKeyTests
{
    private static readonly Content Abc = new(ArtifactKind.File, TempFolder.DigestOf("abc"));

    // A change of any of these literals means that every store in the world is forgotten: raise ActionKey.Schema if it is meant.
    [Fact]
    public void KeysArePinned()
    {
        Assert.Equal(
            "fa3c50d874ceddb0ab37d919bad716bacad5dc5fd501abd5bd4d577ed3650b87",
            ActionKey.Compute("Train", 1, "{}", new Dictionary<string, Content>()).ToString());
        Assert.Equal(
            "d4d97ffa8b72a9b7e3b898a1749f210b52c3ddbfc649a1559e722b333d6f0b50",
            ActionKey.Compute("Unlearn", 3, CanonicalJson.Write(new { Iterations = 10, Scale = 0.1 }), new Dictionary<string, Content> { ["b"] = Abc, ["a"] = Abc }).ToString());
    }

    [Fact]
    public void TheHashedTextIsWhatTheDesignSays() => Assert.Equal(
        """{"inputs":{"a":"file ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad","b":"folder ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},"parameters":{"N":1},"schema":1,"stage":"Unlearn","version":3}""",
        ActionKey.Text("Unlearn", 3, CanonicalJson.Write(new { N = 1 }), new Dictionary<string, Content> { ["b"] = Abc with { Kind = ArtifactKind.Folder }, ["a"] = Abc }));

    [Fact]
    public void EveryPartEntersTheKey()
    {
        var none = new Dictionary<string, Content>();
        Digest[] keys =
        [
            ActionKey.Compute("A", 1, "{}", none),
            ActionKey.Compute("B", 1, "{}", none),
            ActionKey.Compute("A", 2, "{}", none),
            ActionKey.Compute("A", 1, "{\"N\":1}", none),
            ActionKey.Compute("A", 1, "{}", new Dictionary<string, Content> { ["x"] = Abc }),
            ActionKey.Compute("A", 1, "{}", new Dictionary<string, Content> { ["y"] = Abc }),
            ActionKey.Compute("A", 1, "{}", new Dictionary<string, Content> { ["x"] = Abc with { Kind = ArtifactKind.Folder } }),
        ];
        Assert.Equal(keys.Length, keys.Distinct().Count());
    }

    [Fact]
    public void WithoutInputsTheTextHasNone() =>
        Assert.Equal("""{"inputs":{},"parameters":{},"schema":1,"stage":"A","version":1}""", ActionKey.Text("A", 1, "{}", new Dictionary<string, Content>()));
}
