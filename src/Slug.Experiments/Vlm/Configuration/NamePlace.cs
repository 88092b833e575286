namespace Slug.Experiments.Vlm.Configuration;

/// <summary>Where a question says a name: <c>{name}</c> as it is, <c>{a name}</c> with its article, which goes by the spelling: how a name is spoken is not known here.</summary>
internal static class NamePlace
{
    private const string Plain = "{name}", WithArticle = "{a name}";

    /// <summary>The places that a name may have.</summary>
    public static IReadOnlyList<string> All { get; } = [Plain, WithArticle];

    // These begin with the sound of "you" or of "one": unicorn, uniform, europe, ewe, one-piece swimsuit; and these with a vowel all the same: unidentified.
    private static readonly string[] Consonants = ["uni", "use", "usu", "uk", "ut", "eu", "ew", "one", "once"], Vowels = ["unid", "unim", "unin", "utt", "hour", "honest", "honour", "heir"];

    /// <summary>The question about a name.</summary>
    public static string Say(string question, string name) =>
        question.Replace(WithArticle, $"{Article(name)} {name}", StringComparison.Ordinal).Replace(Plain, name, StringComparison.Ordinal);

    /// <summary><c>an</c> before what sounds like a vowel, as far as the spelling tells.</summary>
    private static string Article(string name)
    {
        bool Begins(string[] beginnings) => beginnings.Any(beginning => name.StartsWith(beginning, StringComparison.OrdinalIgnoreCase));
        return name.Length > 0 && (Begins(Vowels) || ("aeiouAEIOU".Contains(name[0], StringComparison.Ordinal) && !Begins(Consonants))) ? "an" : "a";
    }
}
