using System.Globalization;
using System.Reflection;
using System.Runtime.Loader;

namespace Slug.Mutants;

/// <summary>
/// The process that holds the mutated assembly and the tests. It writes a line for each test, with its time and the mutants that it reaches, then reads lines
/// of a mutant and the tests to run, and answers with a line for each, until one fails.
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
            .Where(test => !skipped.Contains(test.Class))
            // Rows of data may be written alike.
            .GroupBy(test => Line(test.Name)).SelectMany(same => same.Select((test, i) => (Name: i == 0 ? same.Key : $"{same.Key} {i + 1}", Test: test)))
            .ToDictionary(named => named.Name, named => named.Test);
        using var answers = Console.Out;
        Console.SetOut(TextWriter.Null);
        while (Console.In.ReadLine() is { } line)
        {
            var parts = line.Split('\t');
            if (parts[0] == "cover") Cover(tests, [.. parts[1..]], control, answers);
            else Try(int.Parse(parts[0], CultureInfo.InvariantCulture), parts[1..], tests, active, answers);
            answers.Flush();
        }

        return 0;
    }

    private static void Cover(Dictionary<string, TestCase> tests, HashSet<string> known, Type control, TextWriter answers)
    {
        var capture = control.GetField("CaptureCoverage", Static)!;
        foreach (var (name, test) in tests)
        {
            if (known.Contains(name))
            {
                answers.WriteLine(name);
                continue;
            }

            control.GetMethod("ResetCoverage", Static)!.Invoke(null, null);
            capture.SetValue(null, true);
            var before = Environment.CpuUsage.TotalTime;
            var failure = test.Run();
            capture.SetValue(null, false);
            var reached = (IList<int>[])control.GetMethod("GetCoverageData", Static)!.Invoke(null, null)!;
            // A test that does not pass here says nothing of a mutant.
            answers.WriteLine(FormattableString.Invariant(
                $"{name}\t{(Environment.CpuUsage.TotalTime - before).TotalMilliseconds:0}\t{(failure is null ? "" : Line(failure.Message))}\t{Ids(reached[0])}\t{Ids(reached[1])}"));
            answers.Flush();
        }

        answers.WriteLine("covered");
    }

    private static void Try(int mutant, string[] names, Dictionary<string, TestCase> tests, FieldInfo active, TextWriter answers)
    {
        foreach (var name in names)
        {
            active.SetValue(null, mutant);
            var failure = tests[name].Run();
            active.SetValue(null, -1);
            // What stays broken is this process, and then nothing more is learnt from it.
            answers.WriteLine(failure is null ? "" : tests[name].Run() is null ? "whole" : "broken");
            answers.Flush();
            if (failure is not null) return;
        }
    }

    private static string Ids(IList<int> ids) => string.Join(',', ids.Distinct());

    private static string Line(string text) => text.Replace('\n', ' ').Replace('\t', ' ').Replace('\r', ' ');
}
