using Slug.Models.Clip;
using Slug.Models.Tokenizers.Llama;
using Slug.Models.Vlm;
using Slug.Models.Vlm.Training;
using static TorchSharp.torch;

namespace Slug.Experiments.Tests.Vlm;

/// <summary>A LLaVA with random weights, of seconds' size: 16 px, three blocks of vision tower, a decoder of one block over a few words.</summary>
internal static class SmallLlava
{
    /// <summary>The sizes of its vision tower.</summary>
    public static readonly ClipVisionConfig Vision = new() { ImageSize = 16, PatchSize = 8, Width = 32, Layers = 3, HeadWidth = 16 };

    /// <summary>Writes its folder in Hugging Face's layout.</summary>
    public static void Write(string folder, ClipVisionConfig? vision = null)
    {
        Directory.CreateDirectory(folder);
        WordTokenizerFile.Write(folder, [PromptTemplate.Llava15.Text, "What is this?", "red green blue yellow black white small large round square"]);
        var tokenizer = LlamaTokenizerFiles.Load(folder);
        var config = new LlavaConfig
        {
            Text = new LlamaConfig { VocabSize = tokenizer.VocabularySize, Width = 32, MlpWidth = 64, Layers = 1, Heads = 2, KeyValueHeads = 2, HeadWidth = 16, MaxPositions = 64 },
            Vision = vision ?? Vision,
            QuickGelu = false,
            ImageToken = (int)tokenizer.IdOf(PromptTemplate.Image)!,
            PadToken = (int)tokenizer.IdOf("<pad>")!,
        };
        using var model = new LlavaModel(config, ScalarType.Float32, ScalarType.Float32, CPU);
        using (no_grad())
        using (var generator = new Generator(1))
        {
            foreach (var parameter in model.Vision.parameters()) parameter.normal_(0, 0.2, generator);
        }

        LlavaInitialization.Initialize(model, 1);
        LlavaCheckpoint.Save(model, folder);
    }
}
