using Cake.Core.Composition;
using Cake.Core.IO;
using Cake.Core.Packaging;
using Cake.Frosting.Internal;
using Microsoft.Extensions.DependencyInjection;

namespace Cake.Frosting;

/// <summary>The registrations behind <see cref="CakeHostExtensions"/>, for an <see cref="IFrostingStartup"/>.</summary>
public static class ServiceCollectionExtensions
{
    /// <inheritdoc cref="CakeHostExtensions.UseContext{TContext}"/>
    public static IServiceCollection UseContext<TContext>(this IServiceCollection services)
        where TContext : class, IFrostingContext => services.AddSingleton<IFrostingContext, TContext>();

    /// <inheritdoc cref="CakeHostExtensions.UseLifetime{TLifetime}"/>
    public static IServiceCollection UseLifetime<TLifetime>(this IServiceCollection services)
        where TLifetime : class, IFrostingLifetime => services
            .AddSingleton<IFrostingLifetime, TLifetime>()
            .AddSingleton<IFrostingSetup>(s => s.GetRequiredService<IFrostingLifetime>())
            .AddSingleton<IFrostingTeardown>(s => s.GetRequiredService<IFrostingLifetime>());

    /// <inheritdoc cref="CakeHostExtensions.UseSetup{TSetup}"/>
    public static IServiceCollection UseSetup<TSetup>(this IServiceCollection services)
        where TSetup : class, IFrostingSetup => services.AddSingleton<IFrostingSetup, TSetup>();

    /// <inheritdoc cref="CakeHostExtensions.UseTeardown{TTeardown}"/>
    public static IServiceCollection UseTeardown<TTeardown>(this IServiceCollection services)
        where TTeardown : class, IFrostingTeardown => services.AddSingleton<IFrostingTeardown, TTeardown>();

    /// <inheritdoc cref="CakeHostExtensions.UseTaskLifetime{TLifetime}"/>
    public static IServiceCollection UseTaskLifetime<TLifetime>(this IServiceCollection services)
        where TLifetime : class, IFrostingTaskLifetime => services
            .AddSingleton<IFrostingTaskLifetime, TLifetime>()
            .AddSingleton<IFrostingTaskSetup>(s => s.GetRequiredService<IFrostingTaskLifetime>())
            .AddSingleton<IFrostingTaskTeardown>(s => s.GetRequiredService<IFrostingTaskLifetime>());

    /// <inheritdoc cref="CakeHostExtensions.UseTaskSetup{TSetup}"/>
    public static IServiceCollection UseTaskSetup<TSetup>(this IServiceCollection services)
        where TSetup : class, IFrostingTaskSetup => services.AddSingleton<IFrostingTaskSetup, TSetup>();

    /// <inheritdoc cref="CakeHostExtensions.UseTaskTeardown{TTeardown}"/>
    public static IServiceCollection UseTaskTeardown<TTeardown>(this IServiceCollection services)
        where TTeardown : class, IFrostingTaskTeardown => services.AddSingleton<IFrostingTaskTeardown, TTeardown>();

    /// <inheritdoc cref="CakeHostExtensions.UseModule{TModule}"/>
    public static IServiceCollection UseModule<TModule>(this IServiceCollection services)
        where TModule : ICakeModule, new() => Cake.Cli.ServiceCollectionExtensions.UseModule<TModule>(services);

    /// <inheritdoc cref="CakeHostExtensions.UsePackageInstaller{TPackageInstaller}"/>
    public static IServiceCollection UsePackageInstaller<TPackageInstaller>(this IServiceCollection services)
        where TPackageInstaller : class, IPackageInstaller => services.AddSingleton<IPackageInstaller, TPackageInstaller>();

    /// <inheritdoc cref="CakeHostExtensions.InstallTool"/>
    public static IServiceCollection UseTool(this IServiceCollection services, Uri uri)
    {
        ArgumentNullException.ThrowIfNull(uri);
        return services.AddSingleton(new PackageReference(uri.OriginalString));
    }

    /// <inheritdoc cref="CakeHostExtensions.UseWorkingDirectory"/>
    public static IServiceCollection UseWorkingDirectory(this IServiceCollection services, DirectoryPath path) =>
        services.AddSingleton(new WorkingDirectory(path));

    /// <inheritdoc cref="CakeHostExtensions.UseCakeSetting"/>
    public static IServiceCollection UseCakeSetting(this IServiceCollection services, string key, string value) =>
        services.AddSingleton(new CakeSetting(key, value));

    /// <inheritdoc cref="CakeHostExtensions.SetToolPath"/>
    public static IServiceCollection UseToolPath(this IServiceCollection services, DirectoryPath toolPath)
    {
        ArgumentNullException.ThrowIfNull(toolPath);
        return services.UseCakeSetting("paths_tools", toolPath.FullPath);
    }
}
