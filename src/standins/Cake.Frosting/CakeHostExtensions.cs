using Cake.Core.Composition;
using Cake.Core.IO;
using Cake.Core.Packaging;

namespace Cake.Frosting;

/// <summary>The parts that a host is put together from. Each one answers the same host, for the next call.</summary>
public static class CakeHostExtensions
{
    /// <summary>Adds the registrations of a startup class.</summary>
    public static CakeHost UseStartup<TStartup>(this CakeHost host)
        where TStartup : IFrostingStartup, new() => Checked(host).ConfigureServices(services => new TStartup().Configure(services));

    /// <summary>Names the context that tasks are given.</summary>
    public static CakeHost UseContext<TContext>(this CakeHost host)
        where TContext : class, IFrostingContext => Checked(host).ConfigureServices(services => services.UseContext<TContext>());

    /// <summary>Names what is done before the first and after the last task.</summary>
    public static CakeHost UseLifetime<TLifetime>(this CakeHost host)
        where TLifetime : class, IFrostingLifetime => Checked(host).ConfigureServices(services => services.UseLifetime<TLifetime>());

    /// <summary>Names what is done before the first task.</summary>
    public static CakeHost UseSetup<TSetup>(this CakeHost host)
        where TSetup : class, IFrostingSetup => Checked(host).ConfigureServices(services => services.UseSetup<TSetup>());

    /// <summary>Names what is done after the last task.</summary>
    public static CakeHost UseTeardown<TTeardown>(this CakeHost host)
        where TTeardown : class, IFrostingTeardown => Checked(host).ConfigureServices(services => services.UseTeardown<TTeardown>());

    /// <summary>Names what is done before and after every task.</summary>
    public static CakeHost UseTaskLifetime<TLifetime>(this CakeHost host)
        where TLifetime : class, IFrostingTaskLifetime => Checked(host).ConfigureServices(services => services.UseTaskLifetime<TLifetime>());

    /// <summary>Names what is done before every task.</summary>
    public static CakeHost UseTaskSetup<TSetup>(this CakeHost host)
        where TSetup : class, IFrostingTaskSetup => Checked(host).ConfigureServices(services => services.UseTaskSetup<TSetup>());

    /// <summary>Names what is done after every task.</summary>
    public static CakeHost UseTaskTeardown<TTeardown>(this CakeHost host)
        where TTeardown : class, IFrostingTaskTeardown => Checked(host).ConfigureServices(services => services.UseTaskTeardown<TTeardown>());

    /// <summary>Adds the registrations of a Cake module.</summary>
    public static CakeHost UseModule<TModule>(this CakeHost host)
        where TModule : ICakeModule, new() => Checked(host).ConfigureServices(services => services.UseModule<TModule>());

    /// <summary>Adds a way to install tools.</summary>
    public static CakeHost UsePackageInstaller<TPackageInstaller>(this CakeHost host)
        where TPackageInstaller : class, IPackageInstaller =>
        Checked(host).ConfigureServices(services => services.UsePackageInstaller<TPackageInstaller>());

    /// <summary>Has a tool installed before the first task.</summary>
    /// <param name="host">The host.</param>
    /// <param name="uri">The tool's package, such as <c>nuget:?package=GitVersion.CommandLine&amp;version=5.0.0</c>.</param>
    public static CakeHost InstallTool(this CakeHost host, Uri uri) => Checked(host).ConfigureServices(services => services.UseTool(uri));

    /// <summary>Sets the folder that relative paths start from; <c>--working</c> goes before it.</summary>
    public static CakeHost UseWorkingDirectory(this CakeHost host, DirectoryPath path) =>
        Checked(host).ConfigureServices(services => services.UseWorkingDirectory(path));

    /// <summary>Sets one of Cake's own settings.</summary>
    public static CakeHost UseCakeSetting(this CakeHost host, string key, string value) =>
        Checked(host).ConfigureServices(services => services.UseCakeSetting(key, value));

    /// <summary>Sets the folder into which tools are installed.</summary>
    public static CakeHost SetToolPath(this CakeHost host, DirectoryPath path) =>
        Checked(host).ConfigureServices(services => services.UseToolPath(path));

    private static CakeHost Checked(CakeHost host)
    {
        ArgumentNullException.ThrowIfNull(host);
        return host;
    }
}
