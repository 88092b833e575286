using Slug.Models.Tokenizers;
using static TorchSharp.torch;

namespace Slug.Unlearning.Objectives;

/// <summary>
/// What the token objective reads: captions with the concept, the same captions with other names in its place, and which token of these stands for which
/// of those. The names' tokens stand for each other one by one, the last of a shorter name for all that is left of a longer one, and what comes behind a
/// name stands for what comes behind the other.
/// </summary>
/// <param name="Tokens">Captions with the concept, int64 <c>[captions, tokens]</c>.</param>
/// <param name="Read">Which of their tokens count: from the concept's first to the end, bool <c>[captions, tokens]</c>.</param>
/// <param name="Others">The captions with each other name, int64 <c>[captions, names, tokens]</c>.</param>
/// <param name="Places">For each token the place of the one that stands for it, int64 <c>[captions, names, tokens]</c>.</param>
public sealed record TokenCaptions(Tensor Tokens, Tensor Read, Tensor Others, Tensor Places) : IDisposable
{
    /// <summary>Writes captions as token ids.</summary>
    /// <param name="tokenizer">The tokenizer.</param>
    /// <param name="concept">The concept's name.</param>
    /// <param name="captions">The captions.</param>
    /// <param name="others">The names that take the concept's place: the other classes, or one neutral word.</param>
    /// <param name="context">Length of the rows, start and end included. What is longer is cut as <see cref="ClipTokenizer.EncodePadded"/> cuts it.</param>
    /// <param name="padding">
    /// The id that fills up a row and whose outputs count too, as a diffusion model attends to them: see <c>PromptTokenizer.PadId</c>. Null where a caption ends
    /// with its end of text, behind which nothing is looked at.
    /// </param>
    /// <exception cref="ArgumentException">There are no captions or no names, or a caption is cut before its concept.</exception>
    public static TokenCaptions Create(
        ClipTokenizer tokenizer, string concept, IReadOnlyList<NamedCaption> captions, IReadOnlyList<string> others, int context, int? padding = null)
    {
        ArgumentNullException.ThrowIfNull(tokenizer);
        ArgumentNullException.ThrowIfNull(captions);
        ArgumentNullException.ThrowIfNull(others);
        if (captions.Count == 0) throw new ArgumentException($"No caption names '{concept}'.", nameof(captions));
        if (others.Count == 0) throw new ArgumentException($"There is no name to put in the place of '{concept}'.", nameof(others));
        var (ids, read) = (new List<long>(), new List<bool>());
        var (otherIds, places) = (new List<long>(), new List<long>());
        foreach (var caption in captions)
        {
            var own = EncodedCaption.Of(tokenizer, caption, concept, context, padding ?? 0);
            var first = own.Pieces[1].Start;
            if (!own.HasName) throw new ArgumentException($"'{caption.With(concept)}' is longer than {context} tokens, and cut before '{concept}'.", nameof(captions));
            ids.AddRange(own.Ids);
            read.AddRange(Enumerable.Range(0, context).Select(place => place >= first && (padding is not null || place <= own.End)));
            foreach (var name in others)
            {
                var other = EncodedCaption.Of(tokenizer, caption, name, context, padding ?? 0);
                otherIds.AddRange(other.Ids);
                places.AddRange(own.PlacesIn(other));
            }
        }

        long[] shape = [captions.Count, others.Count, context];
        return new TokenCaptions(
            tensor(ids.ToArray(), [captions.Count, context]).DetachFromDisposeScope(), tensor(read.ToArray(), [captions.Count, context]).DetachFromDisposeScope(),
            tensor(otherIds.ToArray(), shape).DetachFromDisposeScope(), tensor(places.ToArray(), shape).DetachFromDisposeScope());
    }

    /// <summary>Whether a caption's row still has some of the concept: where it is cut before it, there is nothing to forget in it.</summary>
    /// <param name="tokenizer">The model's tokenizer.</param>
    /// <param name="concept">The concept.</param>
    /// <param name="caption">The caption.</param>
    /// <param name="context">Length of the row, start and end included.</param>
    public static bool Reaches(ClipTokenizer tokenizer, string concept, NamedCaption caption, int context)
    {
        ArgumentNullException.ThrowIfNull(tokenizer);
        ArgumentNullException.ThrowIfNull(caption);
        return EncodedCaption.Of(tokenizer, caption, concept, context, padding: 0).HasName;
    }

    /// <summary>
    /// The same with rows cut behind the last token that counts, and behind the last that stands for one: a causal tower's outputs do not depend on what follows.
    /// </summary>
    /// <param name="device">Where the tensors go; null leaves them where they are.</param>
    /// <returns>The caller's.</returns>
    public TokenCaptions CutToLongest(Device? device = null)
    {
        using var scope = NewDisposeScope();
        var counted = Read.to_type(ScalarType.Int64);
        var own = arange(Tokens.shape[1], dtype: ScalarType.Int64, device: Tokens.device).mul(counted).max().item<long>();
        var length = 1 + Math.Max(own, Places.mul(counted.unsqueeze(1)).max().item<long>());
        // Tokens that do not count may have their counterpart behind the cut: it must only lie in the row.
        return new TokenCaptions(Cut(Tokens), Cut(Read), Cut(Others), Cut(Places.clamp(0, length - 1)));

        Tensor Cut(Tensor rows) => rows.narrow(-1, 0, length).to(device ?? rows.device, copy: true).contiguous().DetachFromDisposeScope();
    }

    /// <summary>Disposes the tensors.</summary>
    public void Dispose()
    {
        foreach (var part in (Tensor[])[Tokens, Read, Others, Places]) part.Dispose();
    }
}

/// <summary>A caption's ids, and where in them its pieces lie: text and names in turn, then all from the end of text on.</summary>
internal sealed record EncodedCaption(long[] Ids, IReadOnlyList<(int Start, int Count)> Pieces, int End)
{
    /// <summary>Whether the row is not cut before the name.</summary>
    public bool HasName => Pieces[1].Start < End;

    public static EncodedCaption Of(ClipTokenizer tokenizer, NamedCaption caption, string name, int context, int padding)
    {
        var (row, pieces) = (new List<long> { tokenizer.StartOfText }, new List<(int, int)>());
        foreach (var (i, part) in caption.Parts.Index())
        {
            if (i > 0) Add(name);
            Add(part);
        }

        var end = Math.Min(row.Count, context - 1);
        pieces.Add((end, context - end));
        var ids = new long[context];
        Array.Fill(ids, padding);
        row.Take(end).ToArray().CopyTo(ids, 0);
        ids[end] = tokenizer.EndOfText;
        return new EncodedCaption(ids, pieces, end);

        void Add(string text)
        {
            var tokens = tokenizer.Encode(text);
            pieces.Add((row.Count, tokens.Count));
            row.AddRange(tokens.Select(id => (long)id));
        }
    }

    /// <summary>For each of these tokens the place of the one that stands for it in the same caption with another name.</summary>
    public IEnumerable<long> PlacesIn(EncodedCaption other)
    {
        var places = new long[Ids.Length];
        foreach (var (piece, counterpart) in Pieces.Zip(other.Pieces))
        {
            for (var i = 0; i < piece.Count && piece.Start + i < places.Length; i++)
                places[piece.Start + i] = Math.Min(counterpart.Start + Math.Min(i, Math.Max(counterpart.Count - 1, 0)), other.Ids.Length - 1);
        }

        return places;
    }
}
