using System.Reflection;
using Cake.Core.Composition;
using Cake.Core.Configuration;
using Cake.Core.IO;
using Cake.Core.Packaging;
using Microsoft.Extensions.DependencyInjection;

namespace Cake.Frosting.Tests;

/// <summary>What a host is put together from. By itself: the working directory is the whole process's.</summary>
[CollectionDefinition(nameof(CakeHostTests), DisableParallelization = true)]
[Collection(nameof(CakeHostTests))]
public class CakeHostTests
{
    [Fact]
    public void Without_a_target_the_task_Default_runs() =>
        Assert.Equal(["DefaultTask"], TestRun.Of("", typeof(DefaultTask)).Notes);

    [Fact]
    public void Tasks_are_found_in_added_assemblies_when_public_and_concrete()
    {
        var run = TestRun.Of("--target=OnlyFoundByScanning", host => host.AddAssembly(Assembly.GetExecutingAssembly()));
        Assert.Equal(0, run.ExitCode);
        Assert.Equal(["OnlyFoundByScanning"], run.Notes);
    }

    [Fact]
    public void A_plain_context_serves_where_none_is_named() =>
        Assert.Equal(0, new CakeHost().ConfigureServices(s => s.AddSingleton<IFrostingTask, Plain>()).Run(["--target=Plain"]));

    [Fact]
    public void A_startup_class_registers_services()
    {
        var run = TestRun.Of("--target=UsesService", host => host.UseStartup<Startup>(), typeof(UsesService));
        Assert.Equal(["from the startup class"], run.Notes);
    }

    [Fact]
    public void A_module_registers_services()
    {
        var run = TestRun.Of("--target=UsesService", host => host.UseModule<Module>(), typeof(UsesService));
        Assert.Equal(["from the module"], run.Notes);
    }

    [Fact]
    public void The_working_directory_is_the_hosts_unless_the_command_line_names_one()
    {
        var before = System.IO.Directory.GetCurrentDirectory();
        try
        {
            Assert.Equal(["/usr"], TestRun.Of("--target=ShowsFolder", host => host.UseWorkingDirectory("/usr"), typeof(ShowsFolder)).Notes);
            Assert.Equal(["/"], TestRun.Of("--target=ShowsFolder --working=/", host => host.UseWorkingDirectory("/usr"), typeof(ShowsFolder)).Notes);
        }
        finally
        {
            System.IO.Directory.SetCurrentDirectory(before);
        }
    }

    [Fact]
    public void A_working_directory_that_does_not_exist_is_refused()
    {
        var run = TestRun.Of("--target=ShowsFolder --working=/no/such/folder", typeof(ShowsFolder));
        Assert.Equal(-1, run.ExitCode);
        Assert.Contains("The working directory '/no/such/folder' does not exist.", run.Log);
    }

    [Fact]
    public void Settings_come_from_the_host()
    {
        Assert.Equal([" "], TestRun.Of("--target=ShowsSettings", typeof(ShowsSettings)).Notes);
        var run = TestRun.Of(
            "--target=ShowsSettings", host => host.UseCakeSetting("colour", "blue").SetToolPath("/opt/tools"), typeof(ShowsSettings));
        Assert.Equal(["blue /opt/tools"], run.Notes);
    }

    [Fact]
    public void A_tool_is_installed_before_the_first_task()
    {
        var run = TestRun.Of(
            "--target=Noting",
            host => host.InstallTool(new Uri("shelf:?package=hammer")).UsePackageInstaller<ShelfInstaller>(),
            typeof(Noting));
        Assert.Equal(0, run.ExitCode);
        Assert.Equal(["installed hammer", "Noting"], run.Notes);
    }

    [Fact]
    public void A_tool_that_nobody_can_install_fails_the_run()
    {
        var run = TestRun.Of("--target=Noting", host => host.InstallTool(new Uri("attic:?package=hammer")), typeof(Noting));
        Assert.Equal(-1, run.ExitCode);
        Assert.Contains("attic", run.Log);
        Assert.Empty(run.Notes);
    }

    [TaskName("Default")]
    public class DefaultTask : AnnotationsTests.Noting;

    public class Noting : AnnotationsTests.Noting;

    public class OnlyFoundByScanning : AnnotationsTests.Noting;

    internal class Plain : FrostingTask<FrostingContext>
    {
        public override void Run(FrostingContext context) => ArgumentNullException.ThrowIfNull(context.Environment);
    }

    public interface IService
    {
        string Origin { get; }
    }

    private sealed record Service(string Origin) : IService;

    private sealed class Startup : IFrostingStartup
    {
        public void Configure(IServiceCollection services) => services.AddSingleton<IService>(new Service("from the startup class"));
    }

    private sealed class Module : ICakeModule
    {
        public void Register(ICakeContainerRegistrar registrar) => registrar.RegisterInstance(new Service("from the module")).As(typeof(IService));
    }

    internal class UsesService(IService service) : FrostingTask<NotesContext>
    {
        public override void Run(NotesContext context) => context.Note(service.Origin);
    }

    internal class ShowsFolder : FrostingTask<NotesContext>
    {
        public override void Run(NotesContext context) => context.Note(context.Environment.WorkingDirectory.FullPath);
    }

    internal class ShowsSettings(ICakeConfiguration configuration) : FrostingTask<NotesContext>
    {
        public override void Run(NotesContext context) => context.Note($"{configuration.GetValue("colour")} {configuration.GetValue("paths_tools")}");
    }

    private sealed class ShelfInstaller(List<string> notes, IFileSystem fileSystem) : IPackageInstaller
    {
        public bool CanInstall(PackageReference package, PackageType type) => package.Scheme == "shelf";

        public IReadOnlyCollection<IFile> Install(PackageReference package, PackageType type, DirectoryPath path)
        {
            notes.Add($"installed {package.Package}");
            return [fileSystem.GetFile("/opt/tools/hammer")];
        }
    }
}
