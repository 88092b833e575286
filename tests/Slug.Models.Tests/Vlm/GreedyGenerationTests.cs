using Slug.Models.Vlm;
using static TorchSharp.torch;

namespace Slug.Models.Tests.Vlm;

public sealed class GreedyGenerationTests : IDisposable
{
    private readonly LlavaModel _model = LlavaCheckpoint.Load(GoldenFiles.Path("llava-gqa"));
    private readonly Tensor _pictures = rand(3, 3, 28, 28, generator: new Generator(3));

    public void Dispose()
    {
        _model.Dispose();
        _pictures.Dispose();
    }

    [Fact]
    public void A_prompt_s_answer_does_not_depend_on_who_shares_its_batch()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var pictures = _model.Encode(_pictures);
        var prompts = new List<LlavaPrompt>
        {
            Prompt([1, 5, 90, 7], 0), Prompt([1, 90, 3, 4, 8, 33, 12, 60], 2), Prompt([1, 44, 45, 46, 47, 48, 50], null), Prompt([1, 90, 9], 1), Prompt([1, 5, 90, 7, 20, 21], 0),
        };
        var options = new GenerationOptions { MaxNewTokens = 12, EndTokens = [] };
        var alone = GreedyGeneration.Generate(_model, prompts, pictures, options with { BatchSize = 1 });
        foreach (var size in new[] { 2, 3, 5 })
            Assert.Equal(alone, GreedyGeneration.Generate(_model, prompts, pictures, options with { BatchSize = size }));
        // And each is what repeated passes without a cache give.
        foreach (var (prompt, answer) in prompts.Zip(alone)) Assert.Equal(WithoutCache(prompt, pictures, 12), answer);
        Assert.True(alone.Select(a => string.Join(' ', a)).Distinct().Count() > 3, "The prompts' answers hardly differ; the test sees nothing.");
    }

    [Fact]
    public void An_answer_stops_at_any_end_token_and_leaves_it_out()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var pictures = _model.Encode(_pictures);
        List<LlavaPrompt> prompts = [Prompt([1, 5, 90, 7], 0), Prompt([1, 90, 9], 1)];
        var endless = GreedyGeneration.Generate(_model, prompts, pictures, new GenerationOptions { MaxNewTokens = 12, EndTokens = [] });
        var end = (int)endless[0][3];
        var stopped = GreedyGeneration.Generate(_model, prompts, pictures, new GenerationOptions { MaxNewTokens = 12, EndTokens = [95, end] });
        foreach (var (whole, part) in endless.Zip(stopped)) Assert.Equal(whole.TakeWhile(t => t != end && t != 95), part);
        Assert.InRange(stopped[0].Count, 0, 3);
    }

    [Fact]
    public void Features_from_a_kept_stream_are_those_from_the_picture()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var stream = _model.Vision.RunBlocks(_model.Vision.Embed(_pictures), 0, 1);
        Assert.True(_model.Encode(stream, 1).equal(_model.Encode(_pictures)).all().item<bool>());
    }

    [Fact]
    public void Positions_count_from_each_prompt_s_first_token_and_padding_is_never_looked_at()
    {
        using var scope = NewDisposeScope();
        var batch = new PaddedBatch([2, 3], CPU);
        Assert.Equal([0, 0, 1, 0, 1, 2], batch.Positions().data<long>().ToArray());
        Assert.Equal([2, 3], batch.NextPositions(0).data<long>().ToArray());
        Assert.Equal([4, 5], batch.NextPositions(2).data<long>().ToArray());
        bool[] padded = [true, false, false, false, true, false, false, true, true];
        bool[] whole = [true, false, false, true, true, false, true, true, true];
        Assert.Equal([.. padded, .. whole], batch.Mask().data<bool>().ToArray());
        Assert.Equal([false, true, true, true, true, true, true, true], batch.NextMask(4)!.data<bool>().ToArray());
        Assert.Null(new PaddedBatch([3, 3], CPU).NextMask(4));
    }

    [Fact]
    public void Prompt_and_picture_must_fit()
    {
        Assert.Equal([1, .. Enumerable.Repeat(90L, 16), 5], Prompt([1, 90, 5], 0).Tokens);
        Assert.Equal(Prompt([1, 90, 5], 0).Tokens, Prompt([1, .. Enumerable.Repeat(90L, 16), 5], 0).Tokens);
        foreach (var (tokens, picture, expected) in new (long[], int?, string)[]
        {
            ([1, 5], 0, "no place for it"), ([1, 90, 5], null, "comes without one"), ([1, 90, 90, 5], 0, "2 times"), ([], null, "no tokens"),
            ([1, 96], null, "token id 96"), ([1, -1], null, "token id -1"), ([.. Enumerable.Repeat(3L, 129)], null, "129 tokens; the model was made for 128"),
        })
        {
            Assert.Contains(expected, Assert.Throws<InvalidDataException>(() => Prompt(tokens, picture)).Message, StringComparison.Ordinal);
        }
    }

    private LlavaPrompt Prompt(long[] tokens, int? picture) => LlavaPrompt.Create(_model.Config, tokens, picture);

    private List<long> WithoutCache(LlavaPrompt prompt, Tensor pictures, int count)
    {
        var answer = new List<long>();
        while (answer.Count < count)
        {
            using var scope = NewDisposeScope();
            var logits = _model.Logits([LlavaPrompt.Create(_model.Config, [.. prompt.Tokens, .. answer], prompt.Picture)], pictures);
            answer.Add(logits.select(1, -1).argmax(-1).item<long>());
        }

        return answer;
    }
}
