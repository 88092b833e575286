using System.Globalization;
using Slug.Benchmarks;
using TorchSharp;

if (args is [GradientsBenchmark.HostArgument]) return GradientsBenchmark.Host();
if (args is [LoadingBenchmark.HostArgument, var kind, var weights]) return LoadingBenchmark.Host(kind, weights);
if (args is [CrawlBenchmark.HostArgument, var served]) return CrawlBenchmark.Host(served);
if (args is [DiffusionBenchmark.WriteArgument, var made]) return DiffusionBenchmark.Write(made);
if (args is [DiffusionBenchmark.HostArgument, var pipeline, var numbers, var guidance, var side]) return DiffusionBenchmark.Host(pipeline, numbers, guidance, side);
if (args is [LlavaBenchmark.WriteArgument, var written, var share]) return LlavaBenchmark.Write(written, share);
if (args is [LlavaBenchmark.HostArgument, var llava]) return LlavaBenchmark.Host(llava);
if (args is [PipelineBenchmark.HostArgument, var root, .. var what]) return await PipelineBenchmark.HostAsync(root, what);

// Ratios measured in one run on one machine. Usage: dotnet run -c Release --project tests/Slug.Benchmarks -- [NAME ...] [--json=FILE] [--scale=SHARE]
// --scale takes a share of the images and names of ViT-B-32's search: at full size it needs a quarter of an hour or more on two cores;
// of the blocks of LLaVA that is loaded, 14 GB on the disk; and of the 512 pixels that Stable Diffusion draws, 4.3 GB on the disk.
var json = args.FirstOrDefault(a => a.StartsWith("--json=", StringComparison.Ordinal))?["--json=".Length..];
var scale = double.Parse(args.FirstOrDefault(a => a.StartsWith("--scale=", StringComparison.Ordinal))?["--scale=".Length..] ?? "1", CultureInfo.InvariantCulture);
var wanted = args.Where(a => !a.StartsWith("--", StringComparison.Ordinal)).ToHashSet();
torch.set_num_threads(Environment.ProcessorCount);

// Gigabytes on the disk and in memory: only when they are named.
var large = new HashSet<string> { "vlm", "diffusion" };
var all = new (string Name, Func<IEnumerable<Measurement>> Run)[]
{
    ("rates", RatesBenchmark.Run),
    ("training", TrainingBenchmark.Run),
    ("search", () => SearchBenchmark.Run(scale)),
    ("gradients", GradientsBenchmark.Run),
    ("evaluation", EvaluationBenchmark.Run),
    ("preprocess", PreprocessBenchmark.Run),
    ("loading", () => LoadingBenchmark.Run(scale)),
    ("crawl", CrawlBenchmark.Run),
    ("metadata", MetadataBenchmark.Run),
    ("start-up", StartUpBenchmark.Run),
    ("overhead", OverheadBenchmark.Run),
    ("pipeline", PipelineBenchmark.Run),
    ("diffusion", () => DiffusionBenchmark.Run(scale)),
    ("vlm", () => LlavaBenchmark.Run(scale)),
};
var unknown = wanted.Where(w => all.All(b => b.Name != w)).ToList();
if (unknown.Count > 0)
{
    Console.Error.WriteLine($"There is no benchmark {string.Join(", ", unknown)}; there are {string.Join(", ", all.Select(b => b.Name))}.");
    return 2;
}

var report = new BenchmarkReport(Console.Out);
foreach (var (name, run) in all.Where(b => wanted.Count == 0 ? !large.Contains(b.Name) : wanted.Contains(b.Name)))
{
    foreach (var measurement in run()) report.Add(name, measurement);
}

if (json is not null) report.Save(json);
return 0;
