namespace Slug.Build.Tests.Architecture;

/// <summary>The plan of the house, held against the sources: arrows run downward, no circles, nothing that a process keeps beside its objects.</summary>
public sealed class ArchitectureTests
{
    private static readonly Dictionary<string, string> StaticByDesign = new(StringComparer.Ordinal)
    {
        ["Slug.Data.Images.Decoding.WebPictures.Configuration"] = "the formats that ImageSharp is asked to read, set when it is made",
        ["Slug.Data.Laion.ShardImageEncoder.Large"] = "a lock and no data: one picture of many megapixels at a time, whoever decodes",
        ["Slug.Models.Devices.LibtorchOperators.Compiled"] = "operators compiled once; the same for everybody",
        ["Slug.Pipeline.Files.AtomicFile._counter"] = "makes names of temporary files distinct within the process; no result depends on it",
        ["Slug.Pipeline.Keys.CanonicalShape.Known"] = "what reflection found of a type, which does not change",
    };

    [Fact]
    public void No_two_namespaces_of_a_room_use_each_other()
    {
        var circles = Circles.Find(SourceTree.OfRepository().Uses);
        Assert.True(circles.Count == 0, string.Join('\n', circles));
    }

    [Fact]
    public void Every_arrow_is_one_that_the_plan_allows()
    {
        var wrong = Arrows.Wrong(SourceTree.OfRepository().Uses);
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Fact]
    public void No_static_state_but_what_has_a_reason()
    {
        var found = StaticState.Find(new SourceTree(SourceTree.OfRepository().Files.Where(f => f.Path.StartsWith("src/", StringComparison.Ordinal))));
        Assert.True(
            found.ToHashSet(StringComparer.Ordinal).SetEquals(StaticByDesign.Keys),
            $"without a reason: {string.Join(", ", found.Except(StaticByDesign.Keys))}; no more there: {string.Join(", ", StaticByDesign.Keys.Except(found))}");
    }

    [Theory]
    // Through a using, also of a type.
    [InlineData("namespace Slug.A.One; class X { }", "using Slug.A.One; namespace Slug.A.Two; class Y { }", "namespace Slug.A.One; using static Slug.A.Two.Y; class Z { }")]
    // Through a whole name, a partial one, and one in the arguments of a generic type.
    [InlineData("namespace Slug.A.One; class X { Slug.A.Two.Y y; }", "namespace Slug.A.Two; class Y { System.Collections.Generic.List<Slug.A.One.X> x; }")]
    [InlineData("namespace Slug.A.One; class X { void M() => Two.Y.M(); }", "namespace Slug.A.Two; class Y { public static void M() => One.X.M(); }")]
    // A namespace sees its parents without a using.
    [InlineData("using Slug.A.Two; namespace Slug.A; class X { Y y; }", "namespace Slug.A.Two; class Y { X x; }")]
    // Through a third.
    [InlineData("namespace Slug.A.One; class X { Two.Y y; }", "namespace Slug.A.Two; class Y { Three.Z z; }", "namespace Slug.A.Three; class Z { One.X x; }")]
    public void A_circle_is_found(params string[] files) => Assert.NotEmpty(Circles.Find(Tree(files).Uses));

    [Theory]
    [InlineData("namespace Slug.A.One; class X { Two.Y y; }", "namespace Slug.A.Two; class Y { /* One.X */ string s = \"One.X\"; }")]
    [InlineData("namespace Slug.A; class X { }", "namespace Slug.A.Two; class Y { X x; }")]
    [InlineData("namespace Slug.A.One; class X { }", "using Slug.A.One; namespace Slug.B.Two; class Y { X x; }")]
    public void What_is_no_circle_is_not_taken_for_one(params string[] files) => Assert.Empty(Circles.Find(Tree(files).Uses));

    [Theory]
    [InlineData("Slug.Pipeline.Store", "Slug.Models.Clip")]
    [InlineData("Slug.Models.Checkpoints.Torch", "Slug.Models.Clip")]
    [InlineData("Slug.Models.Layers", "Slug.Data.Images")]
    [InlineData("Slug.Unlearning.Search", "Slug.Evaluation.ZeroShot")]
    [InlineData("Slug.Experiments.Vlm", "Slug.Experiments.Diffusion.Stages")]
    [InlineData("Slug.Experiments.Graph", "Slug.Build.Tasks")]
    [InlineData("Slug.Other", "Slug.Data")]
    public void A_forbidden_arrow_is_found(string from, string to) => Assert.Single(Arrows.Wrong([new SourceTree.Use(from, to, "file.cs")]));

    [Theory]
    [InlineData("static int _n;", "_n")]
    [InlineData("static readonly Dictionary<string, int> Known = new(); void M() => Known[\"x\"] = 1;", "Known")]
    [InlineData("public static Memory Shared { get; } = new();", "Shared")]
    [InlineData("public static string Name { get; set; }", "Name")]
    [InlineData("static event System.Action Happened;", "Happened")]
    [InlineData("[System.ThreadStatic] static Lock _gate;", "_gate")]
    [InlineData("static readonly HashSet<string> Seen = []; void M() => Seen.Add(\"x\");", "Seen")]
    [InlineData("public static readonly HashSet<string> Seen = [];", "Seen")]
    public void Static_state_is_found(string member, string name) =>
        Assert.Equal([$"Slug.A.X.{name}"], StaticState.Find(Tree($"namespace Slug.A; class X {{ {member} }}", "namespace Slug.A; class Memory { readonly List<int> _kept = []; }")));

    [Theory]
    [InlineData("const int N = 1;")]
    [InlineData("static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);")]
    [InlineData("static string Name => \"x\";")]
    [InlineData("static Point Origin { get; } = new(0, 0);")]
    [InlineData("static readonly HashSet<string> Names = [\"a\"]; bool M() => Names.Contains(\"x\");")]
    [InlineData("int _n;")]
    public void Constants_are_no_state(string member) =>
        Assert.Empty(StaticState.Find(Tree($"namespace Slug.A; class X {{ {member} }}", "namespace Slug.A; record Point(int X, int Y);")));

    private static SourceTree Tree(params string[] files) => new(files.Select((text, i) => SourceFile.Parse($"{i}.cs", text)));
}
