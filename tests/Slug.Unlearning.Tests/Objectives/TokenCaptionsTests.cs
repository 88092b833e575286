using Slug.Models.Checkpoints;
using Slug.Models.Tokenizers;
using Slug.Unlearning.Objectives;
using TorchSharp;
using static TorchSharp.torch;

namespace Slug.Unlearning.Tests.Objectives;

public class TokenCaptionsTests
{
    private static readonly Lazy<ClipTokenizer> Tokenizer = new(() => new ClipTokenizer(CheckpointTokenizer.Load(Path.Combine(AppContext.BaseDirectory, "Golden", "merges.txt.gz"))));

    [Theory]
    [InlineData("a Rocket beside a rocket", "rocket", "a , beside a ,")]
    [InlineData("rocket in red", "Rocket", ", in red")]
    [InlineData("an ant on an elephant", "ant", "an , on an elephant")]
    [InlineData("rockets", "rocket", "none")]
    public void Places_of_a_name_are_found_where_it_stands_by_itself(string caption, string concept, string parts) =>
        Assert.Equal(parts, NamedCaption.Of(caption, concept) is { } named ? string.Join(',', named.Parts) : "none");

    [Fact]
    public void A_name_is_put_in_every_place_and_there_must_be_one()
    {
        Assert.Equal("a car beside a car", NamedCaption.Of("a Rocket beside a rocket", " rocket ")!.With("car"));
        Assert.Throws<ArgumentException>(() => NamedCaption.Of("a rocket", " "));
    }

    [Fact]
    public void Captions_own_their_tensors()
    {
        var captions = Create(["a car"], "car", ["bus"], 8, null);
        captions.Dispose();
        Assert.All([captions.Tokens, captions.Read, captions.Others, captions.Places], tensor => Assert.True(tensor.IsInvalid));
    }

    [Fact]
    public void Rows_are_those_of_the_tokenizer_and_count_from_the_concept_to_the_end()
    {
        using var captions = Create(["a photo of a slice of pizza on snow"], "slice of pizza", ["car"], 16, null);
        Assert.Equal(Tokenizer.Value.EncodePadded("a photo of a slice of pizza on snow", 16), captions.Tokens.data<long>().ToArray());
        Assert.Equal(Tokenizer.Value.EncodePadded("a photo of a car on snow", 16), captions.Others.data<long>().ToArray());
        // start a photo of a | slice of pizza | on snow | end: ten tokens behind the start.
        Assert.Equal(Enumerable.Range(0, 16).Select(i => i is >= 5 and <= 10), captions.Read.data<bool>().ToArray());
    }

    [Fact]
    public void Padding_counts_where_it_is_attended_to()
    {
        using var captions = Create(["a car"], "car", ["slice of pizza"], 8, 49407);
        Assert.Equal([false, false, true, true, true, true, true, true], captions.Read.data<bool>().ToArray());
        Assert.Equal([49406, 320, 1615, 49407, 49407, 49407, 49407, 49407], captions.Tokens.data<long>().ToArray());
        // The name's one token stands against the other's first; from the end on, end against end, as far as the row goes.
        Assert.Equal([0, 1, 2, 5, 6, 7, 7, 7], captions.Places.data<long>().ToArray());
    }

    [Fact]
    public void Tokens_stand_for_each_other_piece_by_piece()
    {
        using var captions = Create(["a slice of pizza on snow"], "slice of pizza", ["car", "bowl of rice"], 10, null);
        var places = captions.Places.data<long>().ToArray();
        // start a | slice of pizza | on snow | end, padding  against  start a | car | on snow | end, padding.
        Assert.Equal([0, 1, 2, 2, 2, 3, 4, 5, 6, 7], places[..10]);
        Assert.Equal([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], places[10..]);
    }

    [Fact]
    public void Rows_are_cut_behind_the_last_token_that_counts()
    {
        // start a car end | start a slice of pizza end: behind the shorter caption nothing counts, whatever stands for it there.
        using var captions = Create(["a car"], "car", ["slice of pizza", "bus"], 16, null);
        using var cut = captions.CutToLongest();
        Assert.Equal([1, 2, 6], cut.Others.shape);
        Assert.Equal([0, 1, 2, 5, 5, 5, 0, 1, 2, 3, 4, 5], cut.Places.data<long>().ToArray());
        Assert.Equal([false, false, true, true, false, false], cut.Read.data<bool>().ToArray());
        Assert.Equal(captions.Tokens.data<long>().ToArray()[..6], cut.Tokens.data<long>().ToArray());
        using var padded = Create(["a car"], "car", ["bus"], 8, 0);
        using var whole = padded.CutToLongest();
        Assert.Equal(8, whole.Tokens.shape[1]);
        // Uncut, it is a copy all the same, and it goes where it is sent.
        using (whole.Tokens.zero_()) Assert.Equal(49406, padded.Tokens[0, 0].item<long>());
        using var elsewhere = padded.CutToLongest(new Device(DeviceType.META));
        Assert.Equal(DeviceType.META, elsewhere.Tokens.device_type);
    }

    [Fact]
    public void What_a_cut_row_has_no_room_for_stands_for_nothing()
    {
        using var captions = Create(["a car one two three four five six"], "car", ["slice of pizza"], 6, null);
        // start a car one two end  against  start a slice of pizza end: what comes behind the name has no counterpart but the end.
        Assert.Equal([0, 1, 2, 5, 5, 5], captions.Places.data<long>().ToArray());
    }

    [Fact]
    public void A_caption_that_is_cut_before_its_concept_is_told()
    {
        Assert.Contains("cut before 'car'", Assert.Throws<ArgumentException>(() => Create(["one two three four five six car"], "car", ["bus"], 6, null)).Message);
        Assert.Throws<ArgumentException>(() => Create([], "car", ["bus"], 6, null));
        Assert.Throws<ArgumentException>(() => Create(["a car"], "car", [], 6, null));
    }

    [Theory]
    [InlineData("one two three car", true)]
    // start, four words, end: the concept is the first that has no room.
    [InlineData("one two three four car", false)]
    [InlineData("one two three four five six car", false)]
    public void A_row_reaches_the_concept_or_is_refused(string caption, bool reaches)
    {
        Assert.Equal(reaches, TokenCaptions.Reaches(Tokenizer.Value, "car", NamedCaption.Of(caption, "car")!, 6));
        if (reaches) Create([caption], "car", ["bus"], 6, null).Dispose();
        else Assert.Throws<ArgumentException>(() => Create([caption], "car", ["bus"], 6, null));
    }

    private static TokenCaptions Create(string[] captions, string concept, string[] others, int context, int? padding) =>
        TokenCaptions.Create(Tokenizer.Value, concept, [.. captions.Select(c => NamedCaption.Of(c, concept)!)], others, context, padding);
}
