using Cake.Core;
using Cake.Core.Diagnostics;

namespace Slug.Build.Running;

/// <summary>Leaves out Cake's banners and its closing table, below verbose: each stage has a line of its own, which says more.</summary>
internal sealed class QuietReportPrinter(IConsole console, ICakeContext context) : ICakeReportPrinter
{
    private readonly CakeReportPrinter _printer = new(console, context);

    /// <inheritdoc/>
    public void Write(CakeReport report)
    {
        if (context.Log.Verbosity >= Verbosity.Verbose)
            _printer.Write(report);
    }

    /// <inheritdoc/>
    public void WriteStep(string name, Verbosity verbosity)
    {
        if (verbosity >= Verbosity.Verbose)
            _printer.WriteStep(name, verbosity);
    }

    /// <inheritdoc/>
    public void WriteLifeCycleStep(string name, Verbosity verbosity)
    {
        if (verbosity >= Verbosity.Verbose)
            _printer.WriteLifeCycleStep(name, verbosity);
    }

    /// <inheritdoc/>
    public void WriteSkippedStep(string name, Verbosity verbosity)
    {
        if (verbosity >= Verbosity.Verbose)
            _printer.WriteSkippedStep(name, verbosity);
    }
}
