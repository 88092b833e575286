using Slug.Models.Tokenizers.Llama;
using Slug.Models.Vlm;
using static TorchSharp.torch;

namespace Slug.Models.Tests.Vlm;

public sealed class VisualAssistantTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("slug-assistant-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_question_goes_through_the_prompt_and_comes_back_as_words()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        WriteModel(vocabulary: 902, image: 900);
        using var assistant = VisualAssistant.Load(_folder);
        var tokenizer = LlamaTokenizerFiles.Load(_folder);
        using var generator = new Generator(2);
        var pictures = assistant.Model.Encode(rand([2, 3, 28, 28], generator: generator));
        var options = new GenerationOptions { MaxNewTokens = 6 };
        List<VisualQuestion> questions = [new("What is this?", 1), new(" Is it red? ", 0), new("What is this?", 0)];
        var answers = assistant.Answer(pictures, questions, options);
        foreach (var (question, answer) in questions.Zip(answers))
        {
            var prompt = LlavaPrompt.Create(assistant.Model.Config, tokenizer.Encode($"USER: <image>\n{question.Text.Trim()} ASSISTANT:"), question.Picture);
            Assert.Equal(tokenizer.Decode(GreedyGeneration.Generate(assistant.Model, [prompt], pictures, options)[0]).Trim(), answer);
        }

        Assert.Contains("about picture 2; there are 2", Assert.Throws<InvalidDataException>(() => assistant.Answer(pictures, [new("What?", 2)], options)).Message, StringComparison.Ordinal);
        Assert.Contains("empty", Assert.Throws<InvalidDataException>(() => assistant.Answer(pictures, [new(" ", 0)], options)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(850, 900, "it has 902 ids, the model's vocabulary 850.")]
    [InlineData(902, 90, "its <image> is 900, the model's (image_token_index) 90.")]
    public void A_tokenizer_of_another_model_is_told_before_weights_are_read(int vocabulary, int image, string expected)
    {
        WriteModel(vocabulary, image);
        File.Delete(Path.Combine(_folder, "model.safetensors"));
        var message = Assert.Throws<InvalidDataException>(() => VisualAssistant.Load(_folder)).Message;
        Assert.Contains(expected, message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_tokenizer_model_without_its_added_tokens_is_told()
    {
        WriteModel(902, 900);
        File.Delete(Path.Combine(_folder, "tokenizer.json"));
        File.Copy(GoldenFiles.Path("llama-tokenizer", "tokenizer.model"), Path.Combine(_folder, "tokenizer.model"));
        Assert.Contains("it has no token <image>; added_tokens.json", Assert.Throws<InvalidDataException>(() => VisualAssistant.Load(_folder)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no place", "has {question} 0 times")]
    [InlineData("{question} {question}", "has {question} 2 times")]
    [InlineData("<image> <image> {question}", "has <image> 2 times")]
    public void A_prompt_needs_one_place_for_each(string text, string expected) =>
        Assert.Contains(expected, Assert.Throws<InvalidDataException>(() => new PromptTemplate(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void The_prompt_is_the_config_s_and_a_question_of_text_alone_leaves_the_picture_out()
    {
        Assert.Equal("USER: <image>\nWho? ASSISTANT:", PromptTemplate.Llava15.Of("Who?", hasPicture: true));
        Assert.Equal("USER: Who? ASSISTANT:", PromptTemplate.Llava15.Of("Who?", hasPicture: false));
        Assert.Equal("USER: <image> Who? ANSER:", new PromptTemplate("USER: <image> {question} ANSER:").Of("Who?", hasPicture: true));
        Assert.Throws<InvalidDataException>(() => new PromptTemplate("{question}").Of("Who?", hasPicture: true));
        Assert.Throws<InvalidDataException>(() => PromptTemplate.Llava15.Of("Who is <image>?", hasPicture: true));
    }

    private void WriteModel(int vocabulary, int image)
    {
        var config = LlavaCheckpoint.ReadConfig(GoldenFiles.Path("llava-gqa"));
        config = config with { ImageToken = image, Text = config.Text with { VocabSize = vocabulary } };
        using var model = new LlavaModel(config, ScalarType.Float32, ScalarType.Float32, CPU);
        using (no_grad())
        using (var generator = new Generator(1))
        {
            foreach (var parameter in model.parameters()) parameter.normal_(0, 0.2, generator);
        }

        LlavaCheckpoint.Save(model, _folder);
        File.Copy(GoldenFiles.Path("llama-tokenizer", "tokenizer.json"), Path.Combine(_folder, "tokenizer.json"));
    }
}
