using System.Reflection;
using Cake.Frosting.Internal;
using Microsoft.Extensions.DependencyInjection;

namespace Cake.Frosting;

/// <summary>
/// The program that runs tasks: collects registrations, finds the tasks in the entry assembly and hands a command line to Cake's engine.
/// </summary>
public sealed class CakeHost
{
    private readonly IServiceCollection _services = HostServices.Create();
    private readonly List<Assembly> _assemblies = [];

    /// <summary>Makes a host whose tasks come from the entry assembly.</summary>
    public CakeHost()
    {
        if (Assembly.GetEntryAssembly() is { } entry)
            _assemblies.Add(entry);
    }

    /// <summary>Makes a host whose tasks come from the entry assembly.</summary>
    public static CakeHost Create() => new();

    /// <summary>Looks for tasks in one more assembly.</summary>
    /// <param name="assembly">The assembly; its public, concrete tasks count.</param>
    public CakeHost AddAssembly(Assembly assembly)
    {
        _assemblies.Add(assembly);
        return this;
    }

    /// <summary>Adds registrations; a later one for the same service wins.</summary>
    /// <param name="services">Adds them.</param>
    public CakeHost ConfigureServices(Action<IServiceCollection> services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services(_services);
        return this;
    }

    /// <summary>Runs the tasks that a command line asks for.</summary>
    /// <param name="args">The command line.</param>
    /// <returns>0, or -1 (seen by a shell as 255) after any failure, which has been written to the log.</returns>
    public int Run(IEnumerable<string> args)
    {
        foreach (var task in _assemblies.SelectMany(a => a.GetExportedTypes()).Where(IsTask))
            _services.AddSingleton(typeof(IFrostingTask), task);
        return HostRun.Execute(_services, args);
    }

    private static bool IsTask(Type type) => type is { IsClass: true, IsAbstract: false } && typeof(IFrostingTask).IsAssignableFrom(type);
}
