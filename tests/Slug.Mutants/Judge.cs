using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace Slug.Mutants;

/// <summary>
/// Runs each mutant against the tests that reach it, the file's own first, then the quickest, until one fails. After so many seconds of tests that all pass the rest are not
/// asked any more: then it counts as surviving, whatever they would say. What has been asked before, by a run that was stopped or by one of the quick tests alone, is not asked again.
/// </summary>
/// <param name="mutated">The path of the mutated assembly.</param>
/// <param name="assemblies">Paths of the test assemblies.</param>
/// <param name="record">What is known by now.</param>
internal sealed class Judge(string mutated, IReadOnlyList<string> assemblies, Record record)
{
    // Both of tests' own processor time, as it was without a mutant.
    private readonly double _longestTest = Milliseconds("SLUG_MUTANTS_LONGEST", double.PositiveInfinity);
    private readonly double _longestTrial = Milliseconds("SLUG_MUTANTS_TRIAL", 20);

    // A test's first run in a process takes longer than its second.
    private const int LongestStart = 10_000;

    private readonly List<Reach> _tests = [];

    /// <summary>Judges mutants.</summary>
    /// <param name="mutants">The mutants, of which those that no test is left for are passed over.</param>
    /// <param name="workers">Processes at a time.</param>
    public async Task RunAsync(IReadOnlyList<Mutant> mutants, int workers)
    {
        Cover();
        var trials = mutants.Select(mutant => (Mutant: mutant, Tests: Open(mutant, mutants))).Where(trial => trial.Tests.Count > 0 || record.Of(trial.Mutant) is null).ToList();
        var (open, clock) = (new ConcurrentQueue<(Mutant, List<Reach>)>(trials), Stopwatch.StartNew());
        await Task.WhenAll(Enumerable.Range(0, workers).Select(_ => Task.Run(() => Work(open, trials.Count, clock))));
    }

    private void Cover()
    {
        using var worker = new Child(mutated, assemblies, mutant: null);
        worker.Ask(string.Join('\t', record.Tests.Keys.Prepend("cover")));
        while ((worker.Answer(double.PositiveInfinity) ?? throw new InvalidOperationException("The tests cannot be run: see above.")) is var line && line != "covered")
        {
            // A test that is known is answered with its name alone.
            var reach = line.Contains('\t') ? record.Add(line) : record.Tests[line];
            _tests.Add(reach);
            if (reach.Failure.Length > 0) Console.Error.WriteLine($"not counted, for it fails without a mutant: {reach.Test}: {reach.Failure}");
        }

        Console.Error.WriteLine($"{_tests.Count} tests in {_tests.Sum(t => t.Milliseconds) / 1000:0} s, of which {_tests.Count(t => t.Milliseconds > _longestTest)} take too long");
    }

    private void Work(ConcurrentQueue<(Mutant, List<Reach>)> open, int all, Stopwatch clock)
    {
        Child? worker = null;
        while (open.TryDequeue(out var trial))
        {
            var (mutant, tests) = trial;
            if (tests.Count == 0)
            {
                record.Add(mutant, new Verdict(null, []));
                continue;
            }

            var alone = IsStatic(mutant);
            var child = alone ? new Child(mutated, assemblies, mutant.Id) : worker ??= new Child(mutated, assemblies, null);
            child.Ask(string.Join('\t', tests.Select(t => t.Test).Prepend(mutant.Id.ToString(CultureInfo.InvariantCulture))));
            var verdict = Hear(child, tests, out var broken);
            record.Add(mutant, verdict);
            if (alone) child.Dispose();
            else if (broken)
            {
                worker!.Dispose();
                worker = null;
            }

            Console.Error.WriteLine($"{all - open.Count} of {all}, {clock.Elapsed.TotalSeconds:0} s: {mutant}: {verdict.Killer ?? "SURVIVED"}");
        }

        worker?.Dispose();
    }

    // A line for each test that passes, or the killer's with whether the process is of use any more.
    private static Verdict Hear(Child child, List<Reach> tests, out bool broken)
    {
        broken = false;
        foreach (var test in tests)
        {
            var answer = child.Answer(LongestStart + (3 * test.Milliseconds));
            if (answer is "") continue;
            broken = answer is null or "broken";
            return new Verdict(answer is null ? $"the process died or did not end: {test.Test}" : test.Test, [.. tests.Select(t => t.Test)]);
        }

        return new Verdict(null, [.. tests.Select(t => t.Test)]);
    }

    // What runs once in a process, in the making of a static field, is tried in one of its own, with all tests that reach its file.
    private bool IsStatic(Mutant mutant) => mutant.Once || _tests.Any(test => test.AtStart.Contains(mutant.Id));

    // The tests that are left to ask; none where one has failed.
    private List<Reach> Open(Mutant mutant, IReadOnlyList<Mutant> mutants)
    {
        var (time, own, known) = (0.0, $"{Path.GetFileNameWithoutExtension(mutant.File)}Tests.", record.Of(mutant));
        if (known is { Killer: not null }) return [];
        List<int> ids = IsStatic(mutant) ? [.. mutants.Where(m => m.File == mutant.File).Select(m => m.Id)] : [mutant.Id];
        return
        [
            .. _tests.Where(t => t.Failure.Length == 0 && t.Milliseconds <= _longestTest && ids.Any(id => t.Reached.Contains(id) || t.AtStart.Contains(id)))
                .OrderByDescending(t => t.Test.StartsWith(own, StringComparison.Ordinal)).ThenBy(t => t.Milliseconds)
                .TakeWhile((t, i) => (time += t.Milliseconds) <= _longestTrial || i == 0)
                .Where(t => known is null || !known.Asked.Contains(t.Test)),
        ];
    }

    private static double Milliseconds(string variable, double seconds) =>
        1000 * (Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? double.Parse(text, CultureInfo.InvariantCulture) : seconds);
}
