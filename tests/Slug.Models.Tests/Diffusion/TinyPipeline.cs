using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Nodes;
using Slug.Models.Checkpoints;
using TorchSharp;
using static TorchSharp.torch;

namespace Slug.Models.Tests.Diffusion;

/// <summary>A pipeline of the small reference models in the layouts that the hub has, made without the code that reads them.</summary>
internal sealed class TinyPipeline : IDisposable
{
    private readonly string _set;
    private readonly DisposeScope _scope = NewDisposeScope();

    /// <param name="set"><c>pipeline</c> (in the manner of SD 1.5) or <c>pipeline-sd21</c>.</param>
    public TinyPipeline(string set)
    {
        _set = set;
        Config = PythonJson.Parse(GoldenFiles.Text(set, "config.json"))!.AsObject();
        UNet = SafetensorsFile.LoadAll(GoldenFiles.Path(UNetSet, "weights.safetensors"));
        Vae = SafetensorsFile.LoadAll(GoldenFiles.Path("vae", "weights.safetensors"));
        Text = SafetensorsFile.LoadAll(GoldenFiles.Path(set, "weights.safetensors"));
        Inputs = SafetensorsFile.LoadAll(GoldenFiles.Path(set, "inputs.safetensors"));
        Outputs = SafetensorsFile.LoadAll(GoldenFiles.Path(set, "outputs.safetensors"));
    }

    public JsonObject Config { get; }

    public Dictionary<string, Tensor> UNet { get; set; }

    public Dictionary<string, Tensor> Vae { get; set; }

    public Dictionary<string, Tensor> Text { get; set; }

    public Dictionary<string, Tensor> Inputs { get; }

    public Dictionary<string, Tensor> Outputs { get; }

    public string Folder { get; } = Directory.CreateTempSubdirectory("tiny-pipeline-").FullName;

    private string UNetSet => Config["unet"]!.ToString();

    /// <summary>Writes configs and tokenizer; the weights are written by whoever tests them.</summary>
    public TinyPipeline WriteConfigs(string scheduler = "ddim", string pad = "<|endoftext|>")
    {
        Json("model_index.json", new { _class_name = "StableDiffusionPipeline", _diffusers_version = "0.21.4" });
        Copy(UNetSet, "unet");
        Copy("vae", "vae");
        Json("text_encoder/config.json", Config["text_encoder"]!);
        Json("scheduler/scheduler_config.json", Config["schedulers"]![scheduler]!);
        Json("tokenizer/special_tokens_map.json", new { pad_token = new { content = pad } });
        using var merges = new GZipStream(File.OpenRead(GoldenFiles.Path("merges.txt.gz")), CompressionMode.Decompress);
        using var file = File.Create(Path.Combine(Folder, "tokenizer", "merges.txt"));
        merges.CopyTo(file);
        return this;
    }

    /// <summary>Writes all weights as safetensors under the usual names.</summary>
    public TinyPipeline WriteWeights(string variant = "")
    {
        SafetensorsWriter.Write(Part("unet", $"diffusion_pytorch_model{variant}.safetensors"), UNet);
        SafetensorsWriter.Write(Part("vae", $"diffusion_pytorch_model{variant}.safetensors"), Vae);
        SafetensorsWriter.Write(Part("text_encoder", $"model{variant}.safetensors"), Text);
        return this;
    }

    public string Part(params string[] names)
    {
        var path = Path.Combine([Folder, .. names]);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return path;
    }

    public void Json(string file, object content) =>
        File.WriteAllText(Part(file.Split('/')), content is JsonNode node ? node.ToJsonString() : JsonSerializer.Serialize(content));

    public void Dispose()
    {
        _scope.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    private void Copy(string set, string part) => File.Copy(GoldenFiles.Path(set, "config.json"), Part(part, "config.json"));
}
