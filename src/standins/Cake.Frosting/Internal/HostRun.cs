using System.Runtime.CompilerServices;
using Cake.Cli;
using Cake.Core;
using Cake.Core.Diagnostics;
using Cake.Core.IO;
using Cake.Core.Packaging;
using Cake.Core.Scripting;
using Microsoft.Extensions.DependencyInjection;

namespace Cake.Frosting.Internal;

/// <summary>One run of a host: puts the services together and runs the targets in the way that the command line asks for.</summary>
internal static class HostRun
{
    private const int Failure = -1;

    public static int Execute(IServiceCollection services, IEnumerable<string> args)
    {
        HostArguments arguments;
        try
        {
            arguments = new HostArguments(args);
        }
        catch (Exception exception) when (exception is FrostingException or FormatException)
        {
            Console.Error.WriteLine($"Error: {exception.Message}");
            return Failure;
        }
        services.AddSingleton<ICakeArguments>(arguments);
        // The installers load NuGet's assemblies, which few hosts need.
        if (services.Any(s => s.ServiceType == typeof(PackageReference)))
            AddInstallers(services);
        using var provider = services.BuildServiceProvider();
        try
        {
            Execute(provider, arguments.Settings);
            return 0;
        }
        catch (Exception exception)
        {
            provider.GetRequiredService<ICakeLog>().LogException(exception);
            return Failure;
        }
    }

    private static void Execute(ServiceProvider provider, RunSettings settings)
    {
        if (settings.Has("--help"))
            HelpText.Print(provider.GetRequiredService<IConsole>());
        else if (settings.Has("--version"))
            provider.GetRequiredService<VersionFeature>().Run(provider.GetRequiredService<IConsole>());
        else if (settings.Has("--info"))
            provider.GetRequiredService<InfoFeature>().Run(provider.GetRequiredService<IConsole>());
        else
            RunTargets(provider, settings);
    }

    private static void RunTargets(ServiceProvider provider, RunSettings settings)
    {
        provider.GetRequiredService<ICakeLog>().Verbosity = settings.Verbosity;
        SetWorkingDirectory(provider, settings);
        var host = ChooseHost(provider, settings);
        ActivatorUtilities.CreateInstance<TaskRegistration>(provider).Register();
        foreach (var tool in provider.GetServices<PackageReference>())
            provider.GetRequiredService<IToolInstaller>().Install(tool);
        if (settings.Has("--exclusive"))
            host.Settings.UseExclusiveTarget();
        host.RunTargets(settings.Targets);
    }

    private static IScriptHost ChooseHost(ServiceProvider provider, RunSettings settings)
    {
        if (settings.Has("--dryrun"))
            return provider.GetRequiredService<DryRunScriptHost<IFrostingContext>>();
        if (settings.Has("--tree"))
            return provider.GetRequiredService<TreeScriptHost>();
        return settings.Has("--description")
            ? provider.GetRequiredService<DescriptionHost>()
            : provider.GetRequiredService<BuildScriptHost<IFrostingContext>>();
    }

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
