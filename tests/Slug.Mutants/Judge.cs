using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace Slug.Mutants;

/// <summary>What became of a mutant.</summary>
/// <param name="Killer">The test that fails, or how the process died; null where all pass.</param>
/// <param name="Tests">How many tests reach it.</param>
internal sealed record Verdict(string? Killer, int Tests);

/// <summary>
/// Runs each mutant against the tests that reach it, the file's own first, then the quickest, until one fails. After so many seconds of tests that all pass the rest are not
/// asked any more: then it counts as surviving, whatever they would say.
/// </summary>
/// <param name="mutated">The path of the mutated assembly.</param>
/// <param name="assemblies">Paths of the test assemblies.</param>
internal sealed class Judge(string mutated, IReadOnlyList<string> assemblies)
{
    // Of tests' own time, as it was without a mutant.
    private const int LongestTrial = 20_000;

    private readonly List<(string Name, int Milliseconds, HashSet<int> Reached)> _tests = [];
    private readonly HashSet<int> _static = [];

    /// <summary>Judges mutants.</summary>
    /// <param name="mutants">The mutants.</param>
    /// <param name="workers">Processes at a time.</param>
    public async Task<IReadOnlyDictionary<Mutant, Verdict>> RunAsync(IReadOnlyList<Mutant> mutants, int workers)
    {
        Cover();
        var (open, verdicts, clock) = (new ConcurrentQueue<Mutant>(mutants), new ConcurrentDictionary<Mutant, Verdict>(), Stopwatch.StartNew());
        await Task.WhenAll(Enumerable.Range(0, workers).Select(_ => Task.Run(() => Work(open, verdicts, mutants, clock))));
        return verdicts;
    }

    private void Cover()
    {
        using var worker = new Child(mutated, assemblies, mutant: null);
        worker.Ask("cover");
        while ((worker.Answer(double.PositiveInfinity) ?? throw new InvalidOperationException("The tests cannot be run: see above.")) is var line && line != "covered")
        {
            var parts = line.Split('\t');
            if (parts[2].Length > 0) Console.Error.WriteLine($"not counted, for it fails without a mutant: {parts[0]}: {parts[2]}");
            var reached = Ids(parts[3]).Concat(Ids(parts[4])).ToHashSet();
            _tests.Add((parts[0], int.Parse(parts[1], CultureInfo.InvariantCulture), parts[2].Length > 0 ? [] : reached));
            _static.UnionWith(Ids(parts[4]));
        }

        Console.Error.WriteLine($"{_tests.Count} tests in {_tests.Sum(t => t.Milliseconds) / 1000} s");
    }

    private void Work(ConcurrentQueue<Mutant> open, ConcurrentDictionary<Mutant, Verdict> verdicts, IReadOnlyList<Mutant> mutants, Stopwatch clock)
    {
        Child? worker = null;
        while (open.TryDequeue(out var mutant))
        {
            // What runs once in a process, in the making of a static field, is tried in one of its own, with all tests that reach its file.
            var alone = _static.Contains(mutant.Id);
            var tests = alone ? Reaching([.. mutants.Where(m => m.File == mutant.File).Select(m => m.Id)], mutant.File) : Reaching([mutant.Id], mutant.File);
            if (tests.Count == 0)
            {
                verdicts[mutant] = new Verdict(null, 0);
                continue;
            }

            var child = alone ? new Child(mutated, assemblies, mutant.Id) : worker ??= new Child(mutated, assemblies, null);
            child.Ask($"{mutant.Id}\t{string.Join(',', tests)}");
            var answer = child.Answer(20_000 + (3 * tests.Sum(t => _tests[t].Milliseconds)))?.Split('\t');
            verdicts[mutant] = new Verdict(answer is null ? "the process died or did not end" : answer[0].Length == 0 ? null : _tests[int.Parse(answer[0], CultureInfo.InvariantCulture)].Name, tests.Count);
            if (alone) child.Dispose();
            else if (answer is null || answer[1].Length > 0)
            {
                worker!.Dispose();
                worker = null;
            }

            Console.Error.WriteLine($"{verdicts.Count} of {mutants.Count}, {clock.Elapsed.TotalSeconds:0} s: {mutant}: {verdicts[mutant].Killer ?? "SURVIVED"}");
        }

        worker?.Dispose();
    }

    private List<int> Reaching(IReadOnlyCollection<int> ids, string file)
    {
        var (time, own) = (0, $"{Path.GetFileNameWithoutExtension(file)}Tests.");
        return [.. Enumerable.Range(0, _tests.Count).Where(t => ids.Any(_tests[t].Reached.Contains))
            .OrderByDescending(t => _tests[t].Name.StartsWith(own, StringComparison.Ordinal)).ThenBy(t => _tests[t].Milliseconds).TakeWhile((t, i) => (time += _tests[t].Milliseconds) <= LongestTrial || i == 0)];
    }

    private static IEnumerable<int> Ids(string list) => list.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(id => int.Parse(id, CultureInfo.InvariantCulture));
}
