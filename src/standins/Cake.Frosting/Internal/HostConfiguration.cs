using Cake.Core;
using Cake.Core.Configuration;
using Cake.Core.IO;

namespace Cake.Frosting.Internal;

/// <summary>Cake's settings, put together by Cake: what the host sets goes before what the user does.</summary>
internal sealed class HostConfiguration : ICakeConfiguration
{
    private readonly ICakeConfiguration _settings;

    public HostConfiguration(
        IEnumerable<CakeSetting> hostSettings, IFileSystem fileSystem, ICakeEnvironment environment, ICakeArguments arguments)
    {
        var ofHost = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var setting in hostSettings)
            ofHost[setting.Key] = setting.Value;
        var given = arguments.GetArguments().ToDictionary(values => values.Key, values => values.Value.FirstOrDefault() ?? string.Empty);
        _settings = new CakeConfigurationProvider(fileSystem, environment).CreateConfiguration(environment.WorkingDirectory, ofHost, given);
    }

    public string GetValue(string key) => _settings.GetValue(key);
}
