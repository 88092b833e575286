using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Slug.Benchmarks;

/// <summary>Prints measurements as they come and keeps them for a JSON file.</summary>
/// <param name="output">Where to print.</param>
public sealed class BenchmarkReport(TextWriter output)
{
    private readonly List<(string Benchmark, Measurement Measurement)> _rows = [];

    /// <summary>Prints a measurement.</summary>
    public void Add(string benchmark, Measurement measurement)
    {
        if (_rows.Count == 0) output.WriteLine($"{"benchmark",-10} {"what",-66} {"value",10} unit      target");
        _rows.Add((benchmark, measurement));
        var value = measurement.Value.ToString("G4", CultureInfo.InvariantCulture);
        output.WriteLine($"{benchmark,-10} {measurement.What,-66} {value,10} {measurement.Unit,-9} {measurement.Target}".TrimEnd());
    }

    /// <summary>Writes all measurements with what they were measured on.</summary>
    public void Save(string path) => File.WriteAllText(path, JsonSerializer.Serialize(
        new
        {
            machine = $"{RuntimeInformation.OSDescription}, {Environment.ProcessorCount} cores",
            dotnet = RuntimeInformation.FrameworkDescription,
            load = LoadAverage(),
            libtorch = TorchSharp.torch.__version__,
            rows = _rows.Select(r => new { r.Benchmark, r.Measurement.What, r.Measurement.Value, r.Measurement.Unit, r.Measurement.Target }),
        },
        new JsonSerializerOptions { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase }));

    /// <summary>The processes that wanted a core in the last 1, 5 and 15 minutes, of whomever: figures of a busy machine say so.</summary>
    private static string? LoadAverage() => File.Exists("/proc/loadavg") ? string.Join(' ', File.ReadAllText("/proc/loadavg").Split(' ').Take(3)) : null;
}
