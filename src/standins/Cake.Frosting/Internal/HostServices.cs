using Cake.Cli;
using Cake.Common.Modules;
using Cake.Core;
using Cake.Core.Configuration;
using Cake.Core.Diagnostics;
using Cake.Core.Modules;
using Microsoft.Extensions.DependencyInjection;

namespace Cake.Frosting.Internal;

/// <summary>What a host starts with, before its own registrations.</summary>
internal static class HostServices
{
    /// <summary>Cake's services, its engine's hosts and a plain context.</summary>
    public static ServiceCollection Create()
    {
        var services = new ServiceCollection();
        services.AddSingleton<ICakeLog, CakeBuildLog>();
        services.AddSingleton<IConsole, CakeConsole>();
        services.AddSingleton<ICakeReportPrinter, CakeReportPrinter>();
        services.AddSingleton<ICakeConfiguration, HostConfiguration>();
        services.AddSingleton<IVersionResolver, VersionResolver>();
        services.AddSingleton<VersionFeature>();
        services.AddSingleton<InfoFeature>();
        services.AddSingleton<BuildScriptHost<IFrostingContext>>();
        services.AddSingleton<DryRunScriptHost<IFrostingContext>>();
        services.AddSingleton<TreeScriptHost>();
        services.AddSingleton<DescriptionHost>();
        services.AddSingleton<IToolInstaller, ToolInstaller>();
        services.UseModule<CoreModule>();
        services.UseModule<CommonModule>();
        services.AddSingleton<FrostingContext>();
        services.AddSingleton<IFrostingContext>(s => s.GetRequiredService<FrostingContext>());
        return services;
    }
}
