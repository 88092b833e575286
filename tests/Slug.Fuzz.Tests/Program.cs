using System.Diagnostics;
using System.Globalization;
using Slug.Fuzz.Tests.Readers;

namespace Slug.Fuzz.Tests;

/// <summary>
/// The fuzzer as a program: <c>--inputs=1000000</c> over all readers, <c>--readers=tar,yaml</c> over some, <c>--seed=2</c> for other inputs,
/// <c>--index=77</c> for one alone, whose bytes <c>--keep=FILE</c> writes down.
/// </summary>
internal static class Program
{
    private static int Main(string[] args)
    {
        var given = args.Select(arg => arg.Split('=', 2)).ToDictionary(arg => arg[0], arg => arg.Length > 1 ? arg[1] : "");
        int Number(string name, int otherwise) => given.TryGetValue(name, out var text) ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
        var names = given.GetValueOrDefault("--readers")?.Split(',');
        var readers = ForeignReader.All().Where(reader => names is null || names.Contains(reader.Name)).ToList();
        var (seed, inputs) = (Number("--seed", 1), Number("--inputs", 22_000));
        var whole = readers.Sum(reader => reader.Percent);
        using var guard = new Guard();
        var found = 0;
        var total = 0;
        foreach (var reader in readers)
        {
            using var fuzzing = new Fuzzing(reader, seed, guard.EmptyFolder());
            guard.Watch(reader, fuzzing, seed);
            fuzzing.WarmUp();
            var tally = new Tally();
            var (first, count) = given.ContainsKey("--index") ? (Number("--index", 0), 1) : (0, (int)((long)inputs * reader.Percent / whole));
            if (given.TryGetValue("--keep", out var keep))
                File.WriteAllBytes(keep, fuzzing.Make(first));
            var watch = Stopwatch.StartNew();
            for (var index = first; index < first + count; index++)
                fuzzing.Run(index, tally);
            // What fails in the same place is one finding to look at.
            foreach (var finding in tally.Findings.DistinctBy(finding => finding.What.Split('\n').FirstOrDefault(line => line.Contains(" in ", StringComparison.Ordinal), finding.What[..Math.Min(20, finding.What.Length)])).Take(20))
                Console.WriteLine(finding);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{reader.Name,-14} {tally.Inputs,8} inputs, {tally.Refused,8} refused, {tally.Findings.Count} findings; at most {tally.MostBytes / 1e6:0.0} MB allocated, {tally.MostHeld / 1e6:0.0} MB held and {tally.Longest.TotalSeconds:0.00} s each; {watch.Elapsed.TotalSeconds:0.0} s"));
            found += tally.Findings.Count;
            total += tally.Inputs;
        }
        foreach (var strange in guard.Strange())
        {
            Console.WriteLine(strange);
            found++;
        }
        Console.WriteLine($"{total} inputs, {found} findings, {Environment.WorkingSet >> 20} MiB resident at the end.");
        return found == 0 ? 0 : 1;
    }
}
