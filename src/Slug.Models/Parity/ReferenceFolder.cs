using System.Text.Json;
using System.Text.Json.Nodes;
using Slug.Models.Checkpoints;
using static TorchSharp.torch;

namespace Slug.Models.Parity;

/// <summary>A folder of reference numbers, as its kind looks into it.</summary>
public sealed class ReferenceFolder
{
    /// <summary>The file that says what the numbers are of.</summary>
    public const string ConfigFile = "config.json";

    private readonly Lazy<JsonObject?> _config;

    /// <summary>Looks at a folder.</summary>
    public ReferenceFolder(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        Path = System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(path));
        _config = new Lazy<JsonObject?>(ReadConfig);
    }

    /// <summary>Its full path.</summary>
    public string Path { get; }

    /// <summary>Its name, under which its rows are shown.</summary>
    public string Name => System.IO.Path.GetFileName(Path);

    /// <summary>Its <c>config.json</c>; null where it has none.</summary>
    /// <exception cref="InvalidDataException">The file is not a JSON object.</exception>
    public JsonObject? Config => _config.Value;

    /// <summary>The path of a file in it.</summary>
    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Whether it has a file.</summary>
    public bool Has(string file) => System.IO.File.Exists(File(file));

    /// <summary>Reads all tensors of a safetensors file, to the CPU; they belong to the open dispose scope.</summary>
    public Dictionary<string, Tensor> Load(string file) => SafetensorsFile.LoadAll(File(file));

    /// <summary>The folder beside it that has this name: references that use the weights of another one say so in their config.</summary>
    public ReferenceFolder Sibling(string name) => new(System.IO.Path.Combine(System.IO.Path.GetDirectoryName(Path)!, name));

    private JsonObject? ReadConfig()
    {
        if (!Has(ConfigFile)) return null;
        try
        {
            return PythonJson.Parse(System.IO.File.ReadAllText(File(ConfigFile))) as JsonObject ?? throw new InvalidDataException($"{File(ConfigFile)} is not a JSON object.");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{File(ConfigFile)} is not JSON: {e.Message}", e);
        }
    }
}
