using System.Text.Json.Nodes;
using Slug.Models.Checkpoints;
using Slug.Models.Parity;
using Slug.Unlearning.Parity;
using Xunit.Abstractions;

namespace Slug.Unlearning.Tests.Parity;

public sealed class ClipParityTests(ITestOutputHelper output) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("slug-parity-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Every_quantity_of_the_reference_is_met()
    {
        var rows = Compare(TinyClip.Folder);
        foreach (var row in rows) output.WriteLine($"{row.Quantity,-50} abs {row.MaxAbsoluteError:E2} rel {row.MaxRelativeError:E2} of {row.Tolerance:E0}");
        Assert.All(rows, row => Assert.True(row.Passed, row.ToString()));
        Assert.Equal(
            [
                "image features", "text features", "forget loss", "forget contrastive loss", "retain loss", "forget gradient (62 tensors)", "retain gradient (62 tensors)",
                "vision candidate layers", "vision importance", "vision alignment", "vision Pareto front",
                "language candidate layers", "language importance", "language alignment", "language Pareto front",
                "SalUn mask, elements that differ", "SSD, 3 epochs (62 tensors)", "FT, 1 epoch (7 tensors)", "GA, 1 epoch (7 tensors)", "GAFT, 1 epoch (7 tensors)", "SALUN, 1 epoch (7 tensors)",
            ],
            rows.Select(row => row.Quantity));
    }

    [Fact]
    public void Whatever_differs_from_the_reference_is_named_and_nothing_else()
    {
        foreach (var file in Directory.GetFiles(TinyClip.Folder)) File.Copy(file, Path.Combine(_folder, Path.GetFileName(file)));
        Change("outputs", (name, tensor) => name == "logit_scale" ? tensor : tensor * 1.001);
        foreach (var file in new[] { "forget_grads", "retain_grads", "ssd_after3", "ft_epoch1", "ga_epoch1", "gaft_epoch1", "salun_epoch1" })
            Change(file, (name, tensor) => name == "visual.proj" ? tensor * 1.001 : tensor);
        Change("forget_grads", (name, tensor) => name == "ln_final.bias" ? tensor * 1.001 : tensor);
        Change("salun_mask", (name, tensor) => name is "visual.proj" or "ln_final.bias" ? 1 - tensor : tensor);
        var layers = JsonNode.Parse(File.ReadAllText(Path.Combine(_folder, "layers.json")))!;
        layers["vision"]!["layers"]![0]!["importance"] = layers["vision"]!["layers"]![0]!["importance"]!.GetValue<double>() * 1.001;
        layers["language"]!["layers"]![0]!["alignment"] = layers["language"]!["layers"]![0]!["alignment"]!.GetValue<double>() + 0.001;
        layers["vision"]!["pareto"]!.AsArray().RemoveAt(0);
        File.WriteAllText(Path.Combine(_folder, "layers.json"), layers.ToJsonString());

        var failed = Compare(_folder).Where(row => !row.Passed).ToList();
        Assert.Equal(
            [
                "image features", "text features", "forget loss", "forget contrastive loss", "retain loss", "forget gradient of ln_final.bias", "forget gradient of visual.proj", "retain gradient of visual.proj",
                "vision importance", "vision Pareto front", "language alignment",
                "SalUn mask, elements that differ", "SSD, 3 epochs: visual.proj", "FT, 1 epoch: visual.proj", "GA, 1 epoch: visual.proj", "GAFT, 1 epoch: visual.proj", "SALUN, 1 epoch: visual.proj",
            ],
            failed.Select(row => row.Quantity));
        var mask = failed.Single(row => row.Quantity.StartsWith("SalUn mask", StringComparison.Ordinal));
        // All 64 x 32 of one layer and 48 of another, of as many as the model has weights.
        using var model = TinyClip.Load();
        Assert.InRange(mask.MaxAbsoluteError, 2048 + 48, 2048 + 60);
        Assert.Equal(mask.MaxAbsoluteError / model.parameters().Sum(p => p.numel()), mask.MaxRelativeError, 1e-9);
        Assert.Equal(1, failed.Single(row => row.Quantity == "vision Pareto front").MaxAbsoluteError);
    }

    [Fact]
    public void A_cosine_loss_with_the_sign_that_it_descends_on_is_the_same_loss()
    {
        CopyWithoutMethods();
        Change("outputs", (name, tensor) => name == "forget_cosine_loss" ? tensor.neg() : tensor);
        Assert.All(Compare(_folder), row => Assert.True(row.Passed, row.ToString()));
    }

    [Fact]
    public void Names_that_only_one_side_has_are_told_and_their_numbers_left_out()
    {
        CopyWithoutMethods();
        var path = Path.Combine(_folder, "forget_grads.safetensors");
        using (TorchSharp.torch.NewDisposeScope())
        {
            var gradients = SafetensorsFile.LoadAll(path);
            gradients.Remove("visual.proj");
            SafetensorsWriter.Write(path, gradients);
        }

        var layers = JsonNode.Parse(File.ReadAllText(Path.Combine(_folder, "layers.json")))!;
        layers["language"]!["layers"]![0]!["name"] = "text_projection.other";
        File.WriteAllText(Path.Combine(_folder, "layers.json"), layers.ToJsonString());
        Assert.Equal(
            [
                "image features", "text features", "forget loss", "forget contrastive loss", "retain loss", "forget gradient: names", "forget gradient (61 tensors)", "retain gradient (62 tensors)",
                "vision candidate layers", "vision importance", "vision alignment", "vision Pareto front", "language candidate layers",
            ],
            Compare(_folder).Select(row => row.Quantity));
        Assert.Equal(["forget gradient: names", "language candidate layers"], Compare(_folder).Where(row => !row.Passed).Select(row => row.Quantity));
    }

    [Fact]
    public void It_says_what_a_folder_of_its_kind_holds()
    {
        var kind = new ClipParity();
        Assert.StartsWith("CLIP in open_clip's layout (config.json with embed_dim,", kind.Description);
        Assert.Equal(
            ["weights.safetensors", "batches.safetensors", "outputs.safetensors", "forget_grads.safetensors", "retain_grads.safetensors", "layers.json"], kind.RequiredFiles);
        Assert.All(kind.RequiredFiles, file => Assert.True(File.Exists(Path.Combine(TinyClip.Folder, file)), file));
    }

    [Fact]
    public void A_wrong_weight_is_noticed()
    {
        foreach (var file in Directory.GetFiles(TinyClip.Folder)) File.Copy(file, Path.Combine(_folder, Path.GetFileName(file)));
        using (var model = TinyClip.Load())
        {
            using (TorchSharp.torch.no_grad()) model.TextProjection.mul_(1.01);
            model.Visual.Projection.requires_grad_(false).mul_(1.5);
            model.Save(Path.Combine(_folder, "weights.safetensors"));
        }

        var failed = Compare(_folder).Where(r => !r.Passed).Select(r => r.Quantity).ToList();
        Assert.Contains("language importance", failed);
        Assert.Contains("forget gradient of visual.proj", failed);
    }

    [Theory]
    [InlineData("""{"embed_dim": 32, "vision_cfg": {}, "text_cfg": {}}""", true)]
    [InlineData("""{"embed_dim": 32, "vision": {}, "text": {}}""", true)]
    [InlineData("""{"text_config": {}, "vision_config": {}, "projection_dim": 32}""", false)]
    [InlineData("""{"embed_dim": 48, "depth": 3}""", false)]
    public void A_folder_is_known_by_its_config(string config, bool known)
    {
        File.WriteAllText(Path.Combine(_folder, "config.json"), config);
        Assert.Equal(known, new ClipParity().Recognises(new ReferenceFolder(_folder)));
    }

    private void CopyWithoutMethods()
    {
        string[] methods = ["epoch1", "after3", "salun_mask"];
        foreach (var file in Directory.GetFiles(TinyClip.Folder).Where(file => !Array.Exists(methods, part => file.Contains(part, StringComparison.Ordinal))))
            File.Copy(file, Path.Combine(_folder, Path.GetFileName(file)));
    }

    private void Change(string file, Func<string, TorchSharp.torch.Tensor, TorchSharp.torch.Tensor> change)
    {
        using var scope = TorchSharp.torch.NewDisposeScope();
        var path = Path.Combine(_folder, $"{file}.safetensors");
        SafetensorsWriter.Write(path, SafetensorsFile.LoadAll(path).ToDictionary(t => t.Key, t => change(t.Key, t.Value)));
    }

    private static IReadOnlyList<ParityRow> Compare(string folder) => new ClipParity().Compare(new ReferenceFolder(folder), TorchSharp.torch.CPU);
}
