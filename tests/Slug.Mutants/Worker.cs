using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Runtime.Loader;

namespace Slug.Mutants;

/// <summary>
/// The process that holds the mutated assembly and the tests. It writes a line for each test, with its time and the mutants that it reaches, then reads lines
/// of a mutant and the tests to run, and answers with the first that fails.
/// </summary>
internal static class Worker
{
    private const BindingFlags Static = BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;

    /// <summary>Works until its input ends.</summary>
    /// <param name="mutated">The path of the mutated assembly.</param>
    /// <param name="assemblies">Paths of the test assemblies.</param>
    public static int Run(string mutated, IReadOnlyList<string> assemblies)
    {
        var folders = assemblies.Prepend(mutated).Select(path => Path.GetDirectoryName(Path.GetFullPath(path))!).Distinct().ToList();
        AssemblyLoadContext.Default.Resolving += (context, name) =>
            folders.Select(folder => Path.Combine(folder, $"{name.Name}.dll")).FirstOrDefault(File.Exists) is { } path ? context.LoadFromAssemblyPath(path) : null;
        var control = AssemblyLoadContext.Default.LoadFromAssemblyPath(Path.GetFullPath(mutated)).GetTypes().Single(type => type.Name == "MutantControl");
        var active = control.GetField("ActiveMutant", Static)!;
        active.SetValue(null, int.Parse(Environment.GetEnvironmentVariable("SLUG_MUTANT") ?? "-1", CultureInfo.InvariantCulture));
        var skipped = Environment.GetEnvironmentVariable("SLUG_MUTANTS_SKIP")?.Split(' ') ?? [];
        var tests = assemblies.SelectMany(path => TestCase.In(AssemblyLoadContext.Default.LoadFromAssemblyPath(Path.GetFullPath(path))))
            .Where(test => !skipped.Contains(test.Class)).ToList();
        using var answers = Console.Out;
        Console.SetOut(TextWriter.Null);
        while (Console.In.ReadLine() is { } line)
        {
            if (line == "cover") Cover(tests, control, answers);
            else answers.WriteLine(Try(line, tests, active));
            answers.Flush();
        }

        return 0;
    }

    private static void Cover(List<TestCase> tests, Type control, TextWriter answers)
    {
        var capture = control.GetField("CaptureCoverage", Static)!;
        foreach (var test in tests)
        {
            control.GetMethod("ResetCoverage", Static)!.Invoke(null, null);
            capture.SetValue(null, true);
            var clock = Stopwatch.StartNew();
            var failure = test.Run();
            capture.SetValue(null, false);
            var reached = (IList<int>[])control.GetMethod("GetCoverageData", Static)!.Invoke(null, null)!;
            // A test that does not pass here says nothing of a mutant.
            answers.WriteLine(FormattableString.Invariant($"{Line(test.Name)}\t{clock.ElapsedMilliseconds}\t{(failure is null ? "" : Line(failure.Message))}\t{Ids(reached[0])}\t{Ids(reached[1])}"));
        }

        answers.WriteLine("covered");
    }

    private static string Try(string line, List<TestCase> tests, FieldInfo active)
    {
        var parts = line.Split('\t');
        var id = int.Parse(parts[0], CultureInfo.InvariantCulture);
        foreach (var index in parts[1].Split(',').Select(part => int.Parse(part, CultureInfo.InvariantCulture)))
        {
            active.SetValue(null, id);
            var failure = tests[index].Run();
            if (failure is null) continue;
            active.SetValue(null, -1);
            // What stays broken is this process, and then nothing more is learnt from it.
            return $"{index}\t{(tests[index].Run() is null ? "" : "broken")}";
        }

        active.SetValue(null, -1);
        return "\t";
    }

    private static string Ids(IList<int> ids) => string.Join(',', ids.Distinct());

    private static string Line(string text) => text.Replace('\n', ' ').Replace('\t', ' ').Replace('\r', ' ');
}
