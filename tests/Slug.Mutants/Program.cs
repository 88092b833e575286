using System.Globalization;
using Slug.Mutants;

// What a run's worker is started as: it says what each test reaches, then answers one mutant a line.
if (args is ["worker", var mutated, .. var assemblies]) return Worker.Run(mutated, assemblies);

if (args is not [var report, var room, var glob, var workers, .. { Length: > 0 } tests])
{
    Console.Error.WriteLine("Slug.Mutants REPORT.json ASSEMBLY FOLDER WORKERS TESTS.dll...: run by mutants.sh, see docs/mutation.md");
    return 2;
}

var mutants = Mutant.Load(report).Where(m => m.File.StartsWith(glob, StringComparison.Ordinal)).ToList();
var verdicts = await new Judge(room, tests).RunAsync(mutants, int.Parse(workers, CultureInfo.InvariantCulture));
foreach (var (mutant, verdict) in verdicts.Where(v => v.Value.Killer is null).OrderBy(v => (v.Key.File, v.Key.Line), Comparer<(string, int)>.Default))
    Console.WriteLine($"SURVIVED {mutant}{(verdict.Tests == 0 ? " (no test reaches it)" : "")}");
foreach (var folder in verdicts.GroupBy(v => Path.GetDirectoryName(v.Key.File)).OrderBy(g => g.Key, StringComparer.Ordinal).Concat(verdicts.GroupBy(_ => (string?)"all")))
{
    var killed = folder.Count(v => v.Value.Killer is not null);
    Console.WriteLine(FormattableString.Invariant($"{folder.Key}: {killed} of {folder.Count()} killed, {100.0 * killed / folder.Count():0.0} %"));
}

return 0;
