using System.Collections.Frozen;
using System.Collections.ObjectModel;
using Slug.Pipeline.Keys;

namespace Slug.Pipeline.Tests.Keys;

public sealed class CanonicalJsonTests
{
    private enum Mode
    {
        Pareto,
        All,
    }

    private sealed record Search(int Iterations, double Initial, Mode Candidates);

    private abstract record Shape;

    private sealed record Circle(double Size) : Shape;

    private sealed record Square(double Size) : Shape;

    private sealed record Drawing(Shape Shape);

    private sealed record Declared(string Zeta, string Alpha)
    {
        public string Computed => Zeta + Alpha;

        public required int? Middle { get; init; }
    }

    private sealed record Grown(int Old)
    {
        [OmittedWhenNull]
        public int? Added { get; init; }

        [OmittedWhenNull]
        public Search? Nested { get; init; }
    }

    private sealed class Endless
    {
        public Endless Self => this;

        public Endless? Next { get; set; }
    }

    [Fact]
    public void AnOptionThatCameLaterIsLeftOutWhileItIsNull()
    {
        Assert.Equal("""{"Old":1}""", CanonicalJson.Write(new Grown(1)));
        Assert.Equal("""{"Added":2,"Old":1}""", CanonicalJson.Write(new Grown(1) { Added = 2 }));
    }

    [Fact]
    public void WritesEveryTypeInItsOwnForm()
    {
        var value = new
        {
            Text = "tiger \"face\"\n\\ é",
            Yes = true,
            Int = 10,
            Long = 10L,
            Double = 10.0,
            Float = 10f,
            Decimal = 10.50m,
            Nothing = (string?)null,
            Mode = Mode.All,
            Time = TimeSpan.FromSeconds(90),
            Uri = new Uri("https://example.org/a"),
            List = new[] { 1, 2 },
            Map = new Dictionary<string, object> { ["b"] = 1, ["a"] = "x", ["B"] = 0.5 },
            Search = new Search(10, 0.1, Mode.Pareto),
        };
        Assert.Equal(
            """{"Decimal":{"$decimal":"10.5"},"Double":{"$double":"10"},"Float":{"$float":"10"},"Int":10,"List":[1,2],"Long":10"""
            + ""","Map":{"$map":{"B":{"$double":"0.5"},"a":"x","b":1}},"Mode":{"$enum":"All"},"Nothing":null"""
            + ""","Search":{"Candidates":{"$enum":"Pareto"},"Initial":{"$double":"0.1"},"Iterations":10}"""
            + ""","Text":"tiger \"face\"\u000a\\ é","Time":{"$time":"00:01:30"},"Uri":{"$uri":"https://example.org/a"},"Yes":true}""",
            CanonicalJson.Write(value));
    }

    [Fact]
    public void TheSameDigitsInDifferentTypesAreDifferentTexts()
    {
        object?[] values = [1, 1.0, 1f, 1m, "1", true, null, "null", "", new[] { 1 }, new HashSet<int> { 1 }, new Dictionary<string, int> { ["1"] = 1 }];
        Assert.Equal(values.Length, values.Select(v => CanonicalJson.Write(new { V = v })).Distinct().Count());
    }

    [Theory]
    [InlineData(0.0, "0")]
    [InlineData(-0.0, "-0")]
    [InlineData(double.NaN, "NaN")]
    [InlineData(double.PositiveInfinity, "Infinity")]
    [InlineData(double.NegativeInfinity, "-Infinity")]
    [InlineData(0.1, "0.1")]
    [InlineData(1e-300, "1E-300")]
    [InlineData(0.30000000000000004, "0.30000000000000004")]
    public void DoublesKeepEveryBit(double value, string text) => Assert.Equal($$"""{"$double":"{{text}}"}""", CanonicalJson.Write(value));

    [Fact]
    public void DecimalsWithTrailingZerosAreOneValue() => Assert.Equal(CanonicalJson.Write(1.5m), CanonicalJson.Write(1.5000m));

    [Fact]
    public void MembersAreSortedByNameAndComputedOnesLeftOut() =>
        Assert.Equal("""{"Alpha":"a","Middle":null,"Zeta":"z"}""", CanonicalJson.Write(new Declared("z", "a") { Middle = null }));

    [Fact]
    public void RecordsOfOneBaseAreToldApart() =>
        Assert.NotEqual(CanonicalJson.Write(new Drawing(new Circle(1))), CanonicalJson.Write(new Drawing(new Square(1))));

    [Fact]
    public void AllDictionariesOfTheSameEntriesAreOneText()
    {
        var map = new Dictionary<string, int> { ["b"] = 2, ["a"] = 1 };
        var expected = CanonicalJson.Write(map);
        Assert.Equal("""{"$map":{"a":1,"b":2}}""", expected);
        Assert.Equal(expected, CanonicalJson.Write(new ReadOnlyDictionary<string, int>(map)));
        Assert.Equal(expected, CanonicalJson.Write(map.ToFrozenDictionary()));
        Assert.Equal(expected, CanonicalJson.Write(new SortedList<string, int>(map)));
    }

    [Fact]
    public void TheOrderOfASetMeansNothing() =>
        Assert.Equal(CanonicalJson.Write(new HashSet<string> { "a", "b" }), CanonicalJson.Write(new HashSet<string> { "b", "a" }));

    [Fact]
    public void HalfASurrogatePairIsKeptAsItIs() =>
        Assert.NotEqual(CanonicalJson.Write("\ud83d"), CanonicalJson.Write("\ud83e"));

    [Fact]
    public void APairOfSurrogatesIsWrittenAsTheCharacterItIs() => Assert.Equal("\"🚀\"", CanonicalJson.Write("🚀"));

    [Fact]
    public void WhatHasNoCanonicalFormIsNamedWithItsPath()
    {
        var failure = Assert.Throws<ArgumentException>(() => CanonicalJson.Write(new { Outer = new { When = DateTime.UnixEpoch } }));
        Assert.Contains("'Outer.When' is a System.DateTime", failure.Message);
        Assert.Throws<ArgumentException>(() => CanonicalJson.Write(new Dictionary<int, int> { [1] = 1 }));
        Assert.Throws<ArgumentException>(() => CanonicalJson.Write(new { F = (Action)(() => { }) }));
    }

    [Fact]
    public void AValueThatContainsItselfIsRefused()
    {
        var endless = new Endless();
        endless.Next = endless;
        Assert.Contains("contain itself", Assert.Throws<ArgumentException>(() => CanonicalJson.Write(endless)).Message);
    }

    private abstract class WithAllKindsOfProperties
    {
        public static int Shared => 1;

        public int Stored { get; init; } = 2;

        public int ReadOnly { get; } = 4;

        public int Hidden { private get; init; } = 3;

        public int SetOnly
        {
            set => _ = value;
        }

        public int this[int index] => index;

        public int WrittenThrough
        {
            get => Stored;
            set => _ = value;
        }

        public int Computed => 5;
    }

    private sealed class AllKinds : WithAllKindsOfProperties;

    private sealed record Empty;

    private sealed record InJsonsWords(int Old)
    {
        [System.Text.Json.Serialization.JsonIgnore(Condition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull)]
        public int? Added { get; init; }

        [System.Text.Json.Serialization.JsonIgnore(Condition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingDefault)]
        public int? Kept { get; init; }
    }

    private sealed record Titled(Shape Shape, int? Count, string After);

    [Fact]
    public void WhatIsStoredIsWrittenAndWhatIsComputedIsNot() => Assert.Equal("""{"ReadOnly":4,"Stored":2,"WrittenThrough":2}""", CanonicalJson.Write(new AllKinds()));

    [Fact]
    public void ARecordWithoutMembersIsEmpty()
    {
        Assert.Equal("{}", CanonicalJson.Write(new Empty()));
        Assert.Equal("""{"A":{}}""", CanonicalJson.Write(new { A = new Empty() }));
        Assert.Equal("""[{"$type":"Empty"}]""", CanonicalJson.Write(new List<object> { new Empty() }));
    }

    [Fact]
    public void OnlyWhatIsOmittedWhenNullIsOmittedInTheFrameworksWordsToo()
    {
        Assert.Equal("""{"Kept":null,"Old":1}""", CanonicalJson.Write(new InJsonsWords(1)));
        Assert.Equal("""{"Added":2,"Kept":3,"Old":1}""", CanonicalJson.Write(new InJsonsWords(1) { Added = 2, Kept = 3 }));
    }

    [Fact]
    public void ARecordOfAnotherTypeThanDeclaredIsNamed()
    {
        Assert.Equal(
            """{"After":"x","Count":4,"Shape":{"$type":"Circle","Size":{"$double":"1"}}}""", CanonicalJson.Write(new Titled(new Circle(1), 4, "x")));
        Assert.Equal("""[{"$type":"Square","Size":{"$double":"2"}}]""", CanonicalJson.Write(new List<Shape> { new Square(2) }));
        Assert.Equal("""[{"Size":{"$double":"2"}}]""", CanonicalJson.Write(new List<Square> { new(2) }));
        Assert.Equal("""{"$map":{"a":{"$type":"Square","Size":{"$double":"2"}}}}""", CanonicalJson.Write(new Dictionary<string, Square> { ["a"] = new(2) }));
    }

    [Fact]
    public void EveryWholeNumberIsItsDigits() => Assert.Equal(
        "[-1,2,-3,4,-5,6,-7,18446744073709551615]", CanonicalJson.Write(new object[] { (sbyte)-1, (byte)2, (short)-3, (ushort)4, -5, 6u, -7L, ulong.MaxValue }));

    [Fact]
    public void ASetIsSorted() => Assert.Equal("""{"$set":["B","a","c"]}""", CanonicalJson.Write(new HashSet<string> { "c", "B", "a" }));

    [Fact]
    public void AListKeepsItsOrderAndAnEmptyOneIsOne()
    {
        Assert.Equal("""["c","B","a"]""", CanonicalJson.Write(new List<string> { "c", "B", "a" }));
        Assert.Equal("[]", CanonicalJson.Write(Array.Empty<int>()));
        Assert.Equal("""{"$set":[]}""", CanonicalJson.Write(new SortedSet<int>()));
        Assert.Equal("""{"$map":{}}""", CanonicalJson.Write(new Dictionary<string, int>()));
    }

    // An attribute cannot hold half a pair.
    [Fact]
    public void HalvesOfPairsAndControlCharactersAreEscaped()
    {
        Assert.Equal("\"\\ud83d\"", CanonicalJson.Write("\ud83d"));
        Assert.Equal("\"a\\ude80\"", CanonicalJson.Write("a\ude80"));
        Assert.Equal("\"\\ude80\\ud83d\"", CanonicalJson.Write("\ude80\ud83d"));
        Assert.Equal("\"\\ud83d🚀\"", CanonicalJson.Write("\ud83d🚀"));
        Assert.Equal("\"x🚀y\"", CanonicalJson.Write("x🚀y"));
        Assert.Equal("\"\\u001f \u007fé\"", CanonicalJson.Write("\u001f \u007fé"));
    }

    [Fact]
    public void SixtyFourLevelsAreTheMost()
    {
        object Nested(int levels) => levels == 0 ? 1 : new[] { Nested(levels - 1) };
        Assert.Equal($"{new string('[', 64)}1{new string(']', 64)}", CanonicalJson.Write(Nested(64)));
        Assert.Contains("is nested more than 64 deep", Assert.Throws<ArgumentException>(() => CanonicalJson.Write(Nested(65))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void LevelsOfMapsAndRecordsCountAsWell()
    {
        object Maps(int levels) => levels == 0 ? 1 : new Dictionary<string, object> { ["a"] = Maps(levels - 1) };
        object Records(int levels) => levels == 0 ? 1 : new { A = Records(levels - 1) };
        CanonicalJson.Write(Maps(64));
        CanonicalJson.Write(Records(64));
        Assert.Throws<ArgumentException>(() => CanonicalJson.Write(Maps(65)));
        Assert.Throws<ArgumentException>(() => CanonicalJson.Write(Records(65)));
    }

    [Fact]
    public void PathsGoThroughListsAndDictionaries()
    {
        string Error(object value) => Assert.Throws<ArgumentException>(() => CanonicalJson.Write(value)).Message;
        Assert.StartsWith("Parameter 'A[1].b' is a System.DateTime, which has no canonical form; use records,", Error(new { A = new object[] { 1, new Dictionary<string, object> { ["b"] = DateTime.UnixEpoch } } }), StringComparison.Ordinal);
        Assert.StartsWith("Parameter 'A' is a System.Int32", Error(new { A = new Dictionary<int, int> { [1] = 1 } }), StringComparison.Ordinal);
        Assert.StartsWith("Parameter 'F' is a System.Action", Error(new { F = (Action)(() => { }) }), StringComparison.Ordinal);
    }

    [Fact]
    public void PairsOfNamesAndValuesAreADictionaryWhateverHoldsThem() => Assert.Equal(
        """{"$map":{"a":1,"b":2}}""", CanonicalJson.Write(new List<KeyValuePair<string, int>> { new("b", 2), new("a", 1) }));
}
