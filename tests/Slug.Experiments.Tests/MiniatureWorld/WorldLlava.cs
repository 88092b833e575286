using System.Text.Json;
using Slug.Data.Images;
using Slug.Models.Checkpoints;
using Slug.Models.Clip;
using Slug.Models.Pretraining;
using Slug.Models.Tokenizers.Llama;
using Slug.Models.Vlm;
using Slug.Models.Vlm.Training;
using static TorchSharp.torch;

namespace Slug.Experiments.Tests.MiniatureWorld;

/// <summary>A LLaVA around the world's CLIP that has learned to name the people of the world's CelebA, as the files of a folder of the hub: two shards in float16.</summary>
internal static class WorldLlava
{
    private const int Shards = 2;

    /// <summary>Trains and writes it.</summary>
    /// <param name="folder">An empty folder.</param>
    /// <param name="card">The CLIP's card.</param>
    /// <param name="faces">Whom it learns to name, by which pictures.</param>
    /// <param name="question">The question that asks for a name.</param>
    public static void Write(string folder, string card, IEnumerable<(string Name, int Subject, int Number)> faces, string question)
    {
        using var scope = NewDisposeScope();
        Directory.CreateDirectory(folder);
        var shown = faces.ToList();
        WordTokenizerFile.Write(folder, [.. shown.Select(face => face.Name), question, PromptTemplate.Llava15.Text]);
        var tokenizer = LlamaTokenizerFiles.Load(folder);
        using var model = Create(card, tokenizer);
        var side = model.Config.Vision.ImageSize;
        var pixels = shown.SelectMany(s => RgbImage.Load(WorldCelebA.Face(s.Subject, s.Number)).MiddleSquare().Resize(side, side).Pixels).ToArray();
        var images = tensor(pixels, [shown.Count, side, side, 3]).permute(0, 3, 1, 2).contiguous();
        var options = new VisualTrainingOptions { Steps = 300, BatchSize = 16, LearningRate = 5e-3, Augmentation = new AugmentationOptions { Flip = 0, Rotation = 0, Scale = 0, Shift = 0, Colour = 0.02 } };
        VisualTraining.Train(model, tokenizer, PromptTemplate.Llava15, images, (picture, _) => [new QuestionAnswer(question, shown[picture].Name)], options);
        LlavaCheckpoint.Save(model, folder);
        Split(folder);
    }

    private static LlavaModel Create(string card, LlamaTokenizer tokenizer)
    {
        var clip = ClipConfig.Load(card);
        var config = new LlavaConfig
        {
            Text = new LlamaConfig { VocabSize = tokenizer.VocabularySize, Width = 64, MlpWidth = 128, Layers = 1, Heads = 2, KeyValueHeads = 2, HeadWidth = 32, MaxPositions = 512 },
            Vision = clip.Vision,
            QuickGelu = clip.QuickGelu,
            ImageToken = (int)tokenizer.IdOf(PromptTemplate.Image)!,
            PadToken = (int)tokenizer.IdOf("<pad>")!,
        };
        var model = new LlavaModel(config, ScalarType.Float32, ScalarType.Float32, CPU);
        using var tower = WorldModel.Create(card);
        using var noGrad = no_grad();
        foreach (var (name, parameter) in model.Vision.named_parameters()) parameter.copy_(tower.Visual.get_parameter(name)!);
        LlavaInitialization.Initialize(model, 3);
        return model;
    }

    private static void Split(string folder)
    {
        var whole = Path.Combine(folder, "model.safetensors");
        var map = new Dictionary<string, string>();
        var tensors = SafetensorsFile.LoadAll(whole).OrderBy(t => t.Key, StringComparer.Ordinal).ToList();
        foreach (var (number, part) in tensors.Chunk((tensors.Count + Shards - 1) / Shards).Index())
        {
            var name = $"model-{number + 1:00000}-of-{Shards:00000}.safetensors";
            SafetensorsWriter.Write(Path.Combine(folder, name), part.Select(t => KeyValuePair.Create(t.Key, t.Value.to_type(ScalarType.Float16))));
            foreach (var tensor in part) map[tensor.Key] = name;
        }

        File.Delete(whole);
        File.WriteAllText($"{whole}.index.json", JsonSerializer.Serialize(new { weight_map = map }));
    }
}
