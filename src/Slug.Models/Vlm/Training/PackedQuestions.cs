using Slug.Models.Tokenizers.Llama;
using static TorchSharp.torch;

namespace Slug.Models.Vlm.Training;

/// <summary>A question with its answer.</summary>
/// <param name="Question">The question.</param>
/// <param name="Answer">The answer that is to be learnt.</param>
public sealed record QuestionAnswer(string Question, string Answer);

/// <summary>
/// A batch for training: the questions of a picture stand one behind the other after the prompt's beginning, which they share. A question sees the
/// beginning and itself, and its positions count on from the beginning: to each it is as if it were alone.
/// </summary>
internal sealed class PackedQuestions
{
    // Segments of a row: the beginning, then questions from 1 on; what fills up a row has none.
    private const long Beginning = 0, Filling = -1;

    private PackedQuestions(IReadOnlyList<LlavaPrompt> prompts, Tensor positions, Tensor mask, long longest, Tensor places, Tensor targets) =>
        (Prompts, Positions, Mask, Longest, Places, Targets) = (prompts, positions, mask, longest, places, targets);

    /// <summary>A row's tokens each, all of one length.</summary>
    public IReadOnlyList<LlavaPrompt> Prompts { get; }

    /// <summary>int64 <c>[rows, tokens]</c>.</summary>
    public Tensor Positions { get; }

    /// <summary>Who may look at whom, <c>[rows, 1, tokens, tokens]</c>.</summary>
    public Tensor Mask { get; }

    /// <summary>One more than the largest position.</summary>
    public long Longest { get; }

    /// <summary>The tokens that an answer's token follows, as numbers in the flattened rows.</summary>
    public Tensor Places { get; }

    /// <summary>The answers' tokens, int64, one for each of <see cref="Places"/>.</summary>
    public Tensor Targets { get; }

    /// <summary>Packs the questions of each picture of a batch; the tensors are the open dispose scope's.</summary>
    public static PackedQuestions Of(LlavaConfig config, LlamaTokenizer tokenizer, PromptTemplate template, IReadOnlyList<IReadOnlyList<QuestionAnswer>> questions, Device device)
    {
        var rows = questions.Select((asked, picture) => Row.Of(config, tokenizer, template, asked)).ToList();
        var width = rows.Max(row => row.Tokens.Count);
        var (positions, segments) = (new long[rows.Count * width], new long[rows.Count * width]);
        Array.Fill(segments, Filling);
        var (places, targets) = (new List<long>(), new List<long>());
        foreach (var (number, row) in rows.Index())
        {
            row.Positions.CopyTo(positions, number * width);
            row.Segments.CopyTo(segments, number * width);
            places.AddRange(row.Targets.Select(t => (long)((number * width) + t.Place)));
            targets.AddRange(row.Targets.Select(t => t.Token));
            while (row.Tokens.Count < width) row.Tokens.Add(config.PadToken);
        }

        var segment = tensor(segments, [rows.Count, 1, width], device: device);
        var index = arange(width, ScalarType.Int64, device);
        var (query, key) = (segment.view(rows.Count, 1, width, 1), segment.view(rows.Count, 1, 1, width));
        var mask = index.view(1, 1, 1, -1).le(index.view(1, 1, -1, 1)).logical_and(key.eq(Beginning).logical_or(key.eq(query)));
        return new PackedQuestions(
            [.. rows.Select((row, picture) => LlavaPrompt.Create(config, row.Tokens, picture))], tensor(positions, [rows.Count, width], device: device),
            mask, positions.Max() + 1, tensor(places.ToArray(), device: device), tensor(targets.ToArray(), device: device));
    }

    /// <summary>A picture's row while it is made.</summary>
    private sealed record Row(List<long> Tokens, List<long> Positions, List<long> Segments, List<(int Place, long Token)> Targets)
    {
        public static Row Of(LlavaConfig config, LlamaTokenizer tokenizer, PromptTemplate template, IReadOnlyList<QuestionAnswer> asked)
        {
            var row = new Row([], [], [], []);
            foreach (var (number, item) in asked.Index())
            {
                var prompt = LlavaPrompt.Create(config, tokenizer.Encode(template.Of(item.Question, hasPicture: true)), 0).Tokens;
                var shared = prompt.ToList().LastIndexOf(config.ImageToken) + 1;
                if (number == 0) row.Add(prompt.Take(shared), 0, Beginning);
                row.Add(prompt.Skip(shared), shared, number + 1);
                var answer = tokenizer.Encode(item.Answer, special: false);
                // The last token of the prompt foretells the first of the answer, and its last the end.
                foreach (var (step, token) in answer.Append(config.EndTokens[0]).Index()) row.Targets.Add((row.Tokens.Count - 1 + step, token));
                row.Add(answer, prompt.Count, number + 1);
            }

            return row;
        }

        private void Add(IEnumerable<long> tokens, int position, long segment)
        {
            foreach (var token in tokens)
            {
                Tokens.Add(token);
                Positions.Add(position++);
                Segments.Add(segment);
            }
        }
    }
}
