using System.Diagnostics;
using System.Text.Json;
using Slug.Models.Checkpoints;
using Slug.Models.Checkpoints.Patches;
using Slug.Models.Clip;
using Slug.Models.Diffusion.Exports;
using static TorchSharp.torch;

namespace Slug.Models.Tests.Diffusion.Exports;

/// <summary>
/// Every export read by a program in Python (read_exports.py), which does what the programs do that the files are for and shares no code with ours: the
/// text encoder's outputs are those of the changed model. Where Debian's python3-torch is not there, C# readers in the tests beside this one stand alone.
/// </summary>
public sealed class ForeignReaderTests : IDisposable
{
    private const string Python = "/usr/bin/python3", Out = "text_model.encoder.layers.1.self_attn.out_proj.weight", Fc1 = "text_model.encoder.layers.0.mlp.fc1.weight";

    private readonly TorchSharp.DisposeScope _scope = NewDisposeScope();

    [Theory]
    [InlineData("pipeline", false)]
    [InlineData("pipeline-sd21", true)]
    public void Text_embeddings_are_those_of_the_changed_model(string set, bool second)
    {
        if (!HasTorch()) return;
        using var tiny = new TinyPipeline(set).WriteConfigs().WriteWeights();
        using var random = new Generator(5);
        var changes = new List<WeightChange> { new(Out, randn([32, 32], generator: random).mul(0.2)), new(Fc1, randn([128, 32], generator: random).mul(0.1)) };
        var bias = new WeightChange(Out.Replace(".weight", ".bias", StringComparison.Ordinal), randn([32], generator: random));
        var rank = changes.Select(change => change with { Change = RankTwo(change.Change) }).ToList();

        var kohya = second ? "kohya-fused" : "kohya";
        var files = new Dictionary<string, IReadOnlyList<WeightChange>>();
        File("folder", "out", changes, path => PipelineExport.WriteFolder(tiny.Folder, path, changes));
        File("single", "single.safetensors", changes, path => PipelineExport.WriteSingleFile(tiny.Folder, path, changes));
        File(kohya, "diff.safetensors", [.. changes, bias], path => DiffPatch.Write(path, [.. changes, bias], second));
        File(kohya, "kohya.safetensors", changes, path => LoraFile.WriteKohya(path, changes, null, second));
        File(kohya, "kohya2.safetensors", rank, path => LoraFile.WriteKohya(path, changes, 2, second));
        File("diffusers", "diffusers.safetensors", changes, path => LoraFile.WriteDiffusers(path, changes, null));
        File("diffusers", "diffusers2.safetensors", rank, path => LoraFile.WriteDiffusers(path, changes, 2));
        File("peft", "peft", changes, path => LoraFile.WritePeft(path, changes, null, "openai/clip-vit-large-patch14"));
        File("peft", "peft2", rank, path => LoraFile.WritePeft(path, changes, 2, "openai/clip-vit-large-patch14"));

        var ids = tiny.Inputs["input_ids"];
        var read = Run(tiny, ids, files.Keys);
        var unchanged = Embeddings(tiny, [], ids);
        foreach (var (file, expected) in files)
        {
            Assert.InRange(Difference(Embeddings(tiny, expected, ids), read[file]), 0, 2e-5);
            Assert.True(Difference(unchanged, read[file]) > 0.05, file);
        }

        void File(string kind, string name, IReadOnlyList<WeightChange> expected, Action<string> write)
        {
            var path = Path.Combine(tiny.Folder, name);
            write(path);
            files.Add($"{kind}={path}", expected);
        }
    }

    public void Dispose() => _scope.Dispose();

    private static bool HasTorch()
    {
        if (!System.IO.File.Exists(Python)) return false;
        using var python = Process.Start(new ProcessStartInfo(Python, ["-c", "import torch"]) { RedirectStandardError = true })!;
        python.WaitForExit();
        return python.ExitCode == 0;
    }

    // By the definition of the best approximation, in float64.
    private static Tensor RankTwo(Tensor matrix)
    {
        var (left, values, right) = linalg.svd(matrix.to_type(ScalarType.Float64), false);
        return left.narrow(1, 0, 2).matmul(diag(values.narrow(0, 0, 2))).matmul(right.narrow(0, 0, 2)).to_type(ScalarType.Float32);
    }

    private static double Difference(IReadOnlyList<float> one, IReadOnlyList<float> other)
    {
        Assert.Equal(one.Count, other.Count);
        return one.Zip(other, (a, b) => Math.Abs(a - b)).Max();
    }

    private static float[] Embeddings(TinyPipeline tiny, IReadOnlyList<WeightChange> changes, Tensor ids)
    {
        var file = tiny.Part("changed.safetensors");
        SafetensorsWriter.Write(file, tiny.Text.ToDictionary(t => t.Key, t => changes.FirstOrDefault(c => c.Name == t.Key) is { } change ? t.Value + change.Change : t.Value));
        using var opened = CheckpointFiles.Open(file);
        using var model = ClipTextModel.Load(ClipTextModelConfig.Load(tiny.Part("text_encoder", "config.json")), opened);
        return [.. model.Tower.Tokens(ids).data<float>()];
    }

    private static Dictionary<string, float[]> Run(TinyPipeline tiny, Tensor ids, IEnumerable<string> files)
    {
        var rows = JsonSerializer.Serialize(Enumerable.Range(0, (int)ids.shape[0]).Select(row => ids[row].data<long>().ToArray()));
        string[] arguments = [Path.Combine(AppContext.BaseDirectory, "Diffusion", "Exports", "read_exports.py"), tiny.Part("text_encoder", "model.safetensors"), tiny.Part("text_encoder", "config.json"), rows, .. files];
        using var python = Process.Start(new ProcessStartInfo(Python, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (output, errors) = (python.StandardOutput.ReadToEndAsync(), python.StandardError.ReadToEndAsync());
        python.WaitForExit();
        Assert.True(python.ExitCode == 0, errors.Result);
        return JsonSerializer.Deserialize<Dictionary<string, float[]>>(output.Result)!;
    }
}
