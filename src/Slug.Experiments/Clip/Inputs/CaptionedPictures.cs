using Slug.Data.Emoji;
using Slug.Data.Images;
using Slug.Data.WebDataset;
using Slug.Models.Clip;
using Slug.Models.Pretraining;
using Slug.Models.Tokenizers;
using static TorchSharp.torch;

namespace Slug.Experiments.Clip.Inputs;

/// <summary>
/// The image-text pairs of webdataset shards, in memory: every distinct picture is decoded once, however many captions it has.
/// </summary>
public sealed class CaptionedPictures : IDisposable
{
    private readonly IReadOnlyList<int> _pictureOf;
    private readonly IReadOnlyList<string> _captions;
    private readonly IReadOnlyList<string> _names;

    private CaptionedPictures(Tensor pictures, IReadOnlyList<int> pictureOf, IReadOnlyList<string> captions, IReadOnlyList<string> names)
    {
        Pictures = pictures;
        _pictureOf = pictureOf;
        _captions = captions;
        _names = names;
    }

    /// <summary>The distinct pictures, uint8 <c>[pictures, 3, height, width]</c>.</summary>
    public Tensor Pictures { get; }

    /// <summary>The number of pairs.</summary>
    public int Count => _captions.Count;

    /// <summary>The caption of each pair.</summary>
    public IReadOnlyList<string> Captions => _captions;

    /// <summary>Reads shards.</summary>
    /// <param name="shards">The tars, in order.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <param name="which">Only the pairs at these places; null for all.</param>
    /// <exception cref="InvalidDataException">There is no pair, a sample has no caption, or pictures are unreadable or differ in size.</exception>
    public static CaptionedPictures Load(IReadOnlyList<string> shards, CancellationToken cancellation, Func<int, bool>? which = null)
    {
        var samples = TarShardReader.Read(shards).Where((_, i) => which?.Invoke(i) ?? true).ToList();
        if (samples.Count == 0) throw new InvalidDataException($"{string.Join(", ", shards)}: no samples.");
        var distinct = DistinctImages.Decode(samples, cancellation);
        var captions = samples.Select(s => s.Caption ?? throw new InvalidDataException($"The sample {s.Key} has no caption.")).ToList();
        return new CaptionedPictures(ToTensor(distinct.Images), distinct.ImageOfSample, captions, [.. samples.Select(s => EmojiSampleInfo.Of(s).Name)]);
    }

    /// <summary>The picture of a pair, an index into <see cref="Pictures"/>.</summary>
    public int PictureIndex(int pair) => _pictureOf[pair];

    /// <summary>The pairs for training; the pictures stay this set's.</summary>
    public TrainingPairs ForTraining(ClipTokenizer tokenizer, ClipConfig model)
    {
        var classes = _names.Distinct().Order(StringComparer.Ordinal).Select((name, i) => (name, i)).ToDictionary(c => c.name, c => c.i);
        var tokens = _captions.Distinct().ToDictionary(c => c, c => tokenizer.EncodePadded(c, model.Text.ContextLength));
        return new TrainingPairs(Pictures.alias(), _pictureOf, [.. _captions.Select(c => tokens[c])], [.. _names.Select(n => classes[n])]);
    }

    /// <summary>Disposes the pictures.</summary>
    public void Dispose() => Pictures.Dispose();

    private static Tensor ToTensor(IReadOnlyList<RgbImage> images)
    {
        var (width, height) = (images[0].Width, images[0].Height);
        if (images.FirstOrDefault(i => i.Width != width || i.Height != height) is { } other)
        {
            throw new InvalidDataException($"Pictures of {width}x{height} and of {other.Width}x{other.Height} are in one set; all must be of one size.");
        }

        using var scope = NewDisposeScope();
        var bytes = new byte[images.Count * 3 * width * height];
        for (var i = 0; i < images.Count; i++) images[i].Pixels.CopyTo(bytes, (long)i * 3 * width * height);
        var rows = tensor(bytes, [images.Count, height, width, 3]);
        return rows.permute(0, 3, 1, 2).contiguous().DetachFromDisposeScope();
    }
}
