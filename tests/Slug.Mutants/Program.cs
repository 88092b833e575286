using System.Globalization;
using Slug.Mutants;

// What a run's worker is started as: it says what each test reaches, then answers one mutant a line.
if (args is ["worker", var mutated, .. var assemblies]) return Worker.Run(mutated, assemblies);

if (args is not [var report, var room, var places, var workers, .. { Length: > 0 } tests])
{
    Console.Error.WriteLine("Slug.Mutants REPORT.json ASSEMBLY FOLDERS WORKERS TESTS.dll...: run by mutants.sh, see docs/mutation.md");
    return 2;
}

// Folders are taken in the order in which they are named.
var all = Mutant.Load(report);
var mutants = places.Split(' ').SelectMany(place => all.Where(m => m.File.StartsWith(place, StringComparison.Ordinal))).Distinct().ToList();
var record = new Record(Path.GetDirectoryName(Path.GetFullPath(report))!);
await new Judge(room, tests, record).RunAsync(mutants, int.Parse(workers, CultureInfo.InvariantCulture));
var verdicts = mutants.ToDictionary(mutant => mutant, mutant => record.Of(mutant)!);
foreach (var (mutant, verdict) in verdicts.Where(v => v.Value.Killer is null).OrderBy(v => (v.Key.File, v.Key.Line), Comparer<(string, int)>.Default))
    Console.WriteLine($"SURVIVED {mutant}{(verdict.Asked.Count == 0 ? " (no test reaches it)" : "")}");
foreach (var folder in verdicts.GroupBy(v => Path.GetDirectoryName(v.Key.File)).OrderBy(g => g.Key, StringComparer.Ordinal).Concat(verdicts.GroupBy(_ => (string?)"all")))
{
    var killed = folder.Count(v => v.Value.Killer is not null);
    Console.WriteLine(FormattableString.Invariant($"{folder.Key}: {killed} of {folder.Count()} killed, {100.0 * killed / folder.Count():0.0} %"));
}

return 0;
