using System.Globalization;

namespace Slug.Mutants;

/// <summary>What became of a mutant.</summary>
/// <param name="Killer">The test that fails, or how the process died; null where all pass.</param>
/// <param name="Asked">The tests that it was given to, of which those behind the killer were not run.</param>
internal sealed record Verdict(string? Killer, IReadOnlyCollection<string> Asked);

/// <summary>What a test does without a mutant.</summary>
/// <param name="Test">Its name.</param>
/// <param name="Milliseconds">Its processor time.</param>
/// <param name="Failure">Why it fails; "" where it passes.</param>
/// <param name="Reached">The mutants that it reaches.</param>
/// <param name="AtStart">Those of them that run once in a process.</param>
internal sealed record Reach(string Test, double Milliseconds, string Failure, IReadOnlySet<int> Reached, IReadOnlySet<int> AtStart);

/// <summary>
/// What is known of tests and mutants, in two files of lines that are written as it is learnt: a run that is stopped goes on where it was. In one, of tests, is what a worker
/// answers; in the other a mutant's number, its killer, and the tests that it was given to, of which a later line adds to an earlier one.
/// </summary>
internal sealed class Record
{
    private readonly string _tests;
    private readonly string _verdicts;
    private readonly Dictionary<string, Reach> _reaches = [];
    private readonly Dictionary<int, Verdict> _known = [];

    /// <summary>Reads what a folder has.</summary>
    public Record(string folder)
    {
        (_tests, _verdicts) = (Path.Combine(folder, "tests.tsv"), Path.Combine(folder, "verdicts.tsv"));
        foreach (var line in Lines(_tests)) Learn(line);
        foreach (var parts in Lines(_verdicts).Select(line => line.Split('\t'))) Learn(int.Parse(parts[0], CultureInfo.InvariantCulture), parts[1], parts[2..]);
    }

    public IReadOnlyDictionary<string, Reach> Tests => _reaches;

    /// <summary>What is known of a mutant; null where nothing is.</summary>
    public Verdict? Of(Mutant mutant)
    {
        lock (_known) return _known.GetValueOrDefault(mutant.Id);
    }

    /// <summary>Keeps a worker's line about a test.</summary>
    public Reach Add(string line)
    {
        File.AppendAllText(_tests, $"{line}\n");
        return Learn(line);
    }

    /// <summary>Keeps a verdict.</summary>
    public void Add(Mutant mutant, Verdict verdict)
    {
        lock (_known)
        {
            File.AppendAllText(_verdicts, $"{string.Join('\t', [mutant.Id.ToString(CultureInfo.InvariantCulture), verdict.Killer ?? "", .. verdict.Asked])}\n");
            Learn(mutant.Id, verdict.Killer ?? "", verdict.Asked);
        }
    }

    private Reach Learn(string line)
    {
        var parts = line.Split('\t');
        return _reaches[parts[0]] = new Reach(parts[0], double.Parse(parts[1], CultureInfo.InvariantCulture), parts[2], Ids(parts[3]), Ids(parts[4]));
    }

    private void Learn(int id, string killer, IEnumerable<string> asked) =>
        _known[id] = new Verdict(killer.Length > 0 ? killer : null, [.. asked, .. _known.GetValueOrDefault(id)?.Asked ?? []]);

    // A line that was being written when the run was stopped is none.
    private static IEnumerable<string> Lines(string path)
    {
        if (!File.Exists(path)) return [];
        var text = File.ReadAllText(path);
        var whole = text[..(text.LastIndexOf('\n') + 1)];
        if (whole.Length < text.Length) File.WriteAllText(path, whole);
        return whole.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private static HashSet<int> Ids(string list) => [.. list.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(id => int.Parse(id, CultureInfo.InvariantCulture))];
}
