using System.Runtime.CompilerServices;
using Cake.Cli;
using Cake.Cli.Infrastructure;
using Cake.Core;
using Cake.Core.Diagnostics;
using Cake.Core.IO;
using Cake.Core.Packaging;
using Cake.Core.Scripting;
using Microsoft.Extensions.DependencyInjection;
using Spectre.Console.Cli;

namespace Cake.Frosting.Internal;

/// <summary>The host's only command: puts the services together and runs the targets in the way that the options ask for.</summary>
internal sealed class RunCommand(IServiceCollection services) : Command<RunSettings>
{
    private const int Failure = -1;

    public override int Execute(CommandContext context, RunSettings settings, CancellationToken cancellationToken)
    {
        services.AddSingleton(context.Remaining);
        services.AddSingleton<ICakeArguments>(context.Remaining.ToCakeArguments(settings.Targets));
        // The installers load NuGet's assemblies, which few hosts need.
        if (services.Any(s => s.ServiceType == typeof(PackageReference)))
            AddInstallers(services);
        using var provider = services.BuildServiceProvider();
        try
        {
            if (settings.Version)
                provider.GetRequiredService<VersionFeature>().Run(provider.GetRequiredService<IConsole>());
            else if (settings.Info)
                provider.GetRequiredService<InfoFeature>().Run(provider.GetRequiredService<IConsole>());
            else
                Run(provider, settings);
            return 0;
        }
        catch (Exception exception)
        {
            provider.GetRequiredService<ICakeLog>().LogException(exception);
            return Failure;
        }
    }

    private static void Run(ServiceProvider provider, RunSettings settings)
    {
        provider.GetRequiredService<ICakeLog>().Verbosity = settings.Verbosity;
        SetWorkingDirectory(provider, settings);
        var host = ChooseHost(provider, settings);
        ActivatorUtilities.CreateInstance<TaskRegistration>(provider).Register();
        foreach (var tool in provider.GetServices<PackageReference>())
            provider.GetRequiredService<IToolInstaller>().Install(tool);
        if (settings.Exclusive)
            host.Settings.UseExclusiveTarget();
        host.RunTargets(settings.Targets);
    }

    private static IScriptHost ChooseHost(ServiceProvider provider, RunSettings settings) => settings switch
    {
        { DryRun: true } => provider.GetRequiredService<DryRunScriptHost<IFrostingContext>>(),
        { Tree: true } => provider.GetRequiredService<TreeScriptHost>(),
        { Description: true } => provider.GetRequiredService<DescriptionHost>(),
        _ => provider.GetRequiredService<BuildScriptHost<IFrostingContext>>(),
    };

    private static void SetWorkingDirectory(ServiceProvider provider, RunSettings settings)
    {
        var environment = provider.GetRequiredService<ICakeEnvironment>();
        var chosen = settings.WorkingDirectory ?? provider.GetService<WorkingDirectory>()?.Path;
        if (chosen is null)
            return;
        chosen = chosen.MakeAbsolute(environment);
        if (!provider.GetRequiredService<IFileSystem>().Exist(chosen))
            throw new FrostingException($"The working directory '{chosen.FullPath}' does not exist.");
        environment.WorkingDirectory = chosen;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void AddInstallers(IServiceCollection services)
    {
        services.UseModule<Cake.NuGet.NuGetModule>();
        services.UseModule<Cake.DotNetTool.Module.DotNetToolModule>();
    }
}
