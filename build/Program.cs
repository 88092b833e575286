using Cake.Core;
using Cake.Core.Diagnostics;
using Cake.Frosting;
using Microsoft.Extensions.DependencyInjection;
using Slug.Build;
using Slug.Build.CommandLine;
using Slug.Build.Running;
using Slug.Build.Tasks;

// Before anything loads libtorch: its OpenMP runtime reads these settings once.
NativeTuning.Apply();

var parsed = CommandLineParser.Parse(args, TaskNames.All);
if (parsed.Mistakes.Count > 0)
    return Mistakes.Print(parsed.Mistakes, Mistakes.OfArguments, Console.Error);
if (parsed.Options.Help)
    return HelpText.Print(TaskNames.Described(), Console.Out);
if (parsed.Options.Version)
    return VersionText.Print(Console.Out);

using var interrupt = Interrupt.Listen(isPoint: parsed.Options.Point is not null);
var outcome = new Outcome(interrupt, parsed.Options);
new CakeHost()
    .UseContext<BuildContext>()
    .UseSetup<Preflight>()
    .UseTaskSetup<TaskRecorder>()
    .UseTeardown<OutcomeRecorder>()
    .ConfigureServices(services => services
        .AddSingleton(parsed.Options)
        .AddSingleton(interrupt)
        .AddSingleton(outcome)
        .AddSingleton<ICakeLog, HostLog>()
        .AddSingleton<ICakeReportPrinter, QuietReportPrinter>())
    .Run(parsed.CakeArguments);
return outcome.Conclude(Console.Error);
