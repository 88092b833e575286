namespace Slug.Build.Tests.Script;

/// <summary>build.sh in a small tree of its own, with stand-ins for dotnet, apt and dpkg.</summary>
public sealed class BuildScriptTests : IDisposable
{
    private readonly TemporaryFolder _tree = new();
    private readonly Dictionary<string, string?> _environment;

    public BuildScriptTests()
    {
        _tree.Write("build.sh", File.ReadAllText(Path.Combine(Repository.Root, "build.sh")), executable: true);
        _tree.Write("global.json", "{}");
        _tree.Write("Directory.Build.props", "<Project/>");
        _tree.Write("build/Program.cs", "// host");
        _tree.Write("src/A.cs", "// a");
        _tree.Write("src/Deep/B.cs", "// b");
        _tree.Write("bin/dotnet", File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Script", "fake-dotnet.sh")), executable: true);
        _tree.Write("bin/npm", "#!/bin/sh\n", executable: true);
        _tree.Write("bin/dpkg-query", "#!/bin/sh\nfor last; do :; done\ncase \" $FAKE_MISSING \" in *\" $last \"*) exit 1;; esac\nprintf installed\n", executable: true);
        _tree.Write("bin/sudo", "#!/bin/sh\nshift\nexec \"$@\"\n", executable: true);
        _tree.Write("bin/apt-get", "#!/bin/sh\necho \"apt-get $*\" >>\"$FAKE_CALLS\"\n[ -z \"$FAKE_APT_BROKEN\" ] || { echo 'E: no route to the mirror'; exit 100; }\n", executable: true);
        _environment = new()
        {
            ["PATH"] = $"{_tree.Path}/bin:/usr/local/bin:/usr/bin:/bin",
            ["FAKE_CALLS"] = Path.Combine(_tree.Path, "calls"),
            ["SLUG_TORCH"] = null,
            ["LD_LIBRARY_PATH"] = null,
            ["SLUG_ARTIFACTS"] = null,
            ["SLUG_CALLER_DIRECTORY"] = null,
            ["OMP_WAIT_POLICY"] = null,
            ["GOMP_SPINCOUNT"] = null,
            ["LIBTORCH"] = null,
        };
    }

    public void Dispose() => _tree.Dispose();

    [Fact]
    public async Task The_first_call_chooses_packages_builds_and_hands_over()
    {
        var answer = await RunAsync("--target=Plot", "--set", "a.b=[c d]");
        Assert.Equal(
            $"host: --target=Plot --set a.b=[c d]\nOMP_WAIT_POLICY=PASSIVE GOMP_SPINCOUNT=0\nfrom {_tree.Path} in {_tree.Path} with no library path\n",
            answer.Output);
        Assert.Matches(
            @"\Apackages: a stand-in for Cake.Frosting over the assemblies in Cake.Tool, because the feed lacks Cake.Frosting\npackages: libtorch for cpu \(.*\)\nThe first build takes a minute or more\.\nbuilding \.\.\. \d+ s\n\z",
            answer.Error);
        Assert.Equal(0, answer.ExitCode);
        Assert.Contains("build with standin cpu\n", Calls);
    }

    [Fact]
    public async Task A_link_from_another_folder_works_where_the_script_lies()
    {
        var elsewhere = Directory.CreateDirectory(Path.Combine(_tree.Path, "elsewhere")).FullName;
        File.CreateSymbolicLink(Path.Combine(elsewhere, "slug"), Path.Combine(_tree.Path, "build.sh"));
        var answer = await Shell.RunAsync(Path.Combine(elsewhere, "slug"), ["--tree"], elsewhere, _environment);
        Assert.Contains($"from {elsewhere} in {_tree.Path} ", answer.Output);
        Assert.Equal(0, answer.ExitCode);
        Assert.Equal([Path.Combine(elsewhere, "slug")], Directory.GetFileSystemEntries(elsewhere));
    }

    [Fact]
    public async Task The_next_call_goes_straight_to_the_host()
    {
        await RunAsync();
        var calls = Calls;
        var answer = await RunAsync("--tree");
        Assert.StartsWith("host: --tree\n", answer.Output);
        Assert.Equal("", answer.Error);
        Assert.Equal(calls, Calls);
    }

    [Theory]
    [InlineData("an edit", "echo more >>src/Deep/B.cs")]
    [InlineData("an edit dated back", "echo more >>src/A.cs; touch -d '2 years ago' src/A.cs")]
    [InlineData("a new file", "echo new >src/C.cs")]
    [InlineData("a removed file", "rm src/Deep/B.cs")]
    [InlineData("a renamed file", "mv src/A.cs src/D.cs")]
    [InlineData("other build settings", "echo '<Project></Project>' >Directory.Build.props")]
    [InlineData("new build settings", "echo '<Project/>' >Directory.Packages.props")]
    [InlineData("fewer build settings", "rm Directory.Build.props")]
    [InlineData("a lost program", "rm artifacts/bin/Build/release/slug.dll")]
    public async Task Builds_again_after(string change, string command)
    {
        await RunAsync();
        var before = Builds;
        await AfterTheLastBuildAsync();
        await Shell.RunAsync("/bin/bash", ["-c", command], _tree.Path);
        var answer = await RunAsync();
        Assert.True(Builds == before + 1, $"{change} went unnoticed");
        Assert.Equal(0, answer.ExitCode);
        await RunAsync();
        Assert.Equal(before + 1, Builds);
    }

    [Theory]
    [InlineData("a test", "mkdir -p tests; echo x >tests/T.cs")]
    [InlineData("a config", "mkdir -p configs; echo x >configs/c.yaml")]
    public async Task Does_not_build_again_after(string change, string command)
    {
        await RunAsync();
        var before = Builds;
        await Shell.RunAsync("/bin/bash", ["-c", command], _tree.Path);
        await RunAsync();
        Assert.True(Builds == before, $"{change} is no part of the host");
    }

    [Fact]
    public async Task A_broken_build_shows_its_errors_and_does_not_count()
    {
        _environment["FAKE_BREAK"] = "1";
        var answer = await RunAsync();
        Assert.Equal(1, answer.ExitCode);
        Assert.Equal("", answer.Output);
        Assert.Contains("building ... failed\nsrc/A.cs(1,2): error CS1002: ; expected\nerror: building failed; the whole output is in ", answer.Error);
        _environment["FAKE_BREAK"] = null;
        Assert.Equal(0, (await RunAsync()).ExitCode);
        Assert.Equal(2, Builds);
    }

    [Fact]
    public async Task Everything_of_a_feed_that_has_it_is_taken()
    {
        _environment["FAKE_LACKS"] = "";
        var answer = await RunAsync();
        Assert.StartsWith("packages: libtorch for cpu (", answer.Error);
        Assert.Contains("build with feed cpu\n", Calls);
    }

    [Fact]
    public async Task Cuda_that_was_asked_for_is_taken_or_refused_and_never_replaced()
    {
        _environment["SLUG_TORCH"] = "cuda";
        _environment["FAKE_LACKS"] = "TorchSharp-cuda-linux";
        var answer = await RunAsync();
        Assert.Equal(1, answer.ExitCode);
        Assert.Contains("error: the feed lacks what SLUG_TORCH=cuda asks for: TorchSharp-cuda-linux", answer.Error);
        Assert.Equal(0, Builds);
        _environment["FAKE_LACKS"] = "Cake.Frosting";
        answer = await RunAsync();
        Assert.Contains("packages: libtorch for cuda (SLUG_TORCH says so)\n", answer.Error);
        Assert.Contains("build with standin cuda\n", Calls);
        _environment["SLUG_TORCH"] = "cpu";
        await RunAsync();
        Assert.Contains("build with standin cpu\n", Calls);
    }

    [Fact]
    public async Task A_libtorch_of_the_users_own_is_built_for_and_put_on_the_loaders_path()
    {
        _tree.Write("pytorch/lib/libtorch_cpu.so", "");
        _environment["LIBTORCH"] = $"{_tree.Path}/pytorch";
        var answer = await RunAsync();
        Assert.Contains($"packages: libtorch for own (LIBTORCH={_tree.Path}/pytorch)\n", answer.Error);
        Assert.Contains("build with standin own\n", Calls);
        Assert.Contains($"with {_tree.Path}/pytorch/lib\n", answer.Output);
    }

    [Fact]
    public async Task A_libtorch_of_the_users_own_that_is_none_is_refused()
    {
        _environment["LIBTORCH"] = "/nowhere";
        var answer = await RunAsync();
        Assert.Equal(1, answer.ExitCode);
        Assert.Equal("error: LIBTORCH is '/nowhere': neither it nor its folder lib/ holds libtorch_cpu.so\n", answer.Error);
    }

    [Fact]
    public async Task A_feed_that_cannot_be_reached_is_told_and_not_remembered()
    {
        _environment["FAKE_LACKS"] = "";
        _environment["FAKE_OFFLINE"] = "1";
        var answer = await RunAsync();
        Assert.Equal(1, answer.ExitCode);
        Assert.Contains("error: restoring the packages failed; the whole output is in ", answer.Error);
        Assert.Contains("NU1301: Unable to load the service index", answer.Error);
        _environment["FAKE_OFFLINE"] = null;
        Assert.Equal(0, (await RunAsync()).ExitCode);
    }

    [Fact]
    public async Task An_unknown_kind_of_libtorch_is_refused()
    {
        _environment["SLUG_TORCH"] = "rocm";
        var answer = await RunAsync();
        Assert.Equal(1, answer.ExitCode);
        Assert.StartsWith("error: SLUG_TORCH is 'rocm'; it must be 'cpu' or 'cuda'\n", answer.Error);
    }

    [Fact]
    public async Task A_missing_sdk_is_named()
    {
        _tree.Write("bin/dotnet", "#!/bin/sh\necho '9.0.100 [/usr/share/dotnet/sdk]'\n", executable: true);
        var answer = await RunAsync();
        Assert.Equal(1, answer.ExitCode);
        Assert.StartsWith("error: the .NET 10 SDK is missing; installed: 9.0.100\n", answer.Error);
    }

    [Fact]
    public async Task Npm_is_installed_where_it_is_missing()
    {
        File.Delete(Path.Combine(_tree.Path, "bin", "npm"));
        _environment["PATH"] = $"{_tree.Path}/bin:{NoNpmPath()}";
        _environment["FAKE_MISSING"] = "npm";
        var answer = await RunAsync();
        Assert.Matches(@"\ninstalling npm \.\.\. \d+ s\n", answer.Error);
        Assert.Contains("apt-get install -q -y --no-install-recommends npm\n", Calls);
        Assert.Equal(0, answer.ExitCode);
    }

    [Theory]
    [InlineData(true, "--target=Test")]
    [InlineData(true, "-t", "Test", "--filter", "Name~Slurm")]
    [InlineData(false, "--target=Test", "--without-slurm")]
    [InlineData(false, "--without-slurm", "-t", "Test")]
    [InlineData(false, "--target=Sweep")]
    public async Task Slurm_is_installed_for_the_tests_unless_they_are_left_out(bool installed, params string[] arguments)
    {
        _environment["FAKE_MISSING"] = "slurm-wlm munge";
        var answer = await RunAsync(arguments);
        Assert.Equal(installed, Calls.Contains("apt-get install -q -y --no-install-recommends slurm-wlm munge\n", StringComparison.Ordinal));
        Assert.Equal(installed, answer.Error.Contains("\ninstalling slurm-wlm munge ... ", StringComparison.Ordinal));
        Assert.Equal(0, answer.ExitCode);
    }

    [Fact]
    public async Task A_failing_installation_is_shown()
    {
        _environment["FAKE_MISSING"] = "munge";
        _environment["FAKE_APT_BROKEN"] = "1";
        var answer = await RunAsync("--target=Test");
        Assert.Equal(1, answer.ExitCode);
        Assert.Contains("installing munge ... failed\nE: no route to the mirror\nerror: installing munge failed", answer.Error);
    }

    [Fact]
    public async Task Works_from_any_folder_and_hands_the_exit_code_on()
    {
        _environment["FAKE_EXIT"] = "130";
        var answer = await Shell.RunAsync($"{_tree.Path}/build.sh", [], _tree.Path + "/src", _environment);
        Assert.Contains($"from {_tree.Path}/src in {_tree.Path} with no library path", answer.Output);
        Assert.Equal(130, answer.ExitCode);
    }

    [Fact]
    public async Task The_users_OpenMP_settings_stay()
    {
        _environment["OMP_WAIT_POLICY"] = "ACTIVE";
        Assert.Contains("OMP_WAIT_POLICY=ACTIVE GOMP_SPINCOUNT=0", (await RunAsync()).Output);
    }

    [Fact]
    public async Task Calls_at_the_same_time_build_once()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => RunAsync()));
        Assert.All(answers, a => Assert.Equal(0, a.ExitCode));
        Assert.Equal(1, Builds);
    }

    [Fact]
    public async Task A_compiler_server_that_lingers_does_not_keep_the_next_build_waiting()
    {
        _environment["FAKE_SERVER"] = "60";
        await RunAsync();
        await AfterTheLastBuildAsync();
        _tree.Write("src/A.cs", "// changed");
        var answer = await RunAsync();
        Assert.DoesNotContain("waiting", answer.Error);
        Assert.Equal(2, Builds);
    }

    // The folders of /usr/bin and its like without npm: links to all else.
    private string NoNpmPath()
    {
        var folder = Directory.CreateDirectory(Path.Combine(_tree.Path, "without-npm")).FullName;
        foreach (var file in new[] { "/bin", "/usr/bin", "/usr/local/bin" }.SelectMany(Directory.EnumerateFiles))
        {
            var link = Path.Combine(folder, Path.GetFileName(file));
            if (Path.GetFileName(file) != "npm" && !File.Exists(link)) File.CreateSymbolicLink(link, file);
        }
        return folder;
    }

    private string Calls => _tree.Read("calls");

    private int Builds => Calls.Split('\n').Count(line => line.StartsWith("build ", StringComparison.Ordinal));

    // Until a change would get a later time than the stamp's: file systems count in ticks of up to 10 ms and more.
    private async Task AfterTheLastBuildAsync()
    {
        var stamp = File.GetLastWriteTimeUtc(Path.Combine(_tree.Path, "artifacts", "host.stamp"));
        while (File.GetLastWriteTimeUtc(_tree.Write("tick", "")) <= stamp)
            await Task.Delay(1);
    }

    private Task<Answer> RunAsync(params string[] arguments) => Shell.RunAsync($"{_tree.Path}/build.sh", arguments, _tree.Path, _environment);
}
