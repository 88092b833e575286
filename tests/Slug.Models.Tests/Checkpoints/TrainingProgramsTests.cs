using Slug.Models.Checkpoints;
using static TorchSharp.torch;

namespace Slug.Models.Tests.Checkpoints;

/// <summary>Checkpoints with the state of the programs that trained them: the tensors load, the rest is left out and named, nothing runs.</summary>
public sealed class TrainingProgramsTests
{
    [Fact]
    public void Settings_and_counters_beside_the_weights_are_left_out_and_named()
    {
        using var scope = NewDisposeScope();
        using var file = TorchFile.Open(GoldenFiles.Path("torch", "programs.pt"));
        Assert.Equal(["a", "b"], file.Entries.Select(e => e.Name));
        Assert.Equal([1f, 2f, 3f], file.Load("a").data<float>().ToArray());
        Assert.Equal(
            [
                "epoch (numpy.core.multiarray.scalar)", "args (argparse.Namespace)", "history.loss", "seen.a", "seen.b", "seen.c", "saved (datetime.datetime)",
                "day (datetime.date)", "settings (my_program.config.Settings)", "optimizer",
            ],
            file.LeftOut);
    }

    [Fact]
    public void Weights_in_a_dictionary_of_the_programs_own_class_are_found_under_any_name()
    {
        using var scope = NewDisposeScope();
        using var file = TorchFile.Open(GoldenFiles.Path("torch", "subclass.pt"));
        Assert.Equal(["a", "b"], file.Entries.Select(e => e.Name));
        Assert.Equal([4f], file.Load("b").data<float>().ToArray());
    }

    [Fact]
    public void Of_two_sets_of_weights_none_is_preferred_in_silence()
    {
        using var file = TorchFile.Open(GoldenFiles.Path("torch", "averaged.pt"));
        Assert.Equal(["state_dict.a", "state_dict.b", "ema_state_dict.a", "ema_state_dict.b"], file.Entries.Select(e => e.Name));
        var error = Assert.Throws<CheckpointException>(() => WeightSets.Pick(file, [["a", "b"]]));
        Assert.Contains("holds 2 sets of weights that fit the model, under 'ema_state_dict.' and 'state_dict.'", error.Message);
        Assert.Equal([5f, 6f, 7f], WeightSets.Pick(file, [["a", "b"]], "ema_state_dict").Load("a").data<float>().ToArray());
    }

    [Fact]
    public void Expanded_and_overlapping_views_load_as_in_pytorch()
    {
        using var scope = NewDisposeScope();
        using var file = TorchFile.Open(GoldenFiles.Path("torch", "expanded.pt"));
        Assert.Equal([7f, 8f, 7f, 8f, 7f, 8f], file.Load("rows").data<float>().ToArray());
        Assert.Equal([8f, 8f, 8f, 8f, 8f, 8f], file.Load("all").data<float>().ToArray());
        Assert.Equal([1f, 2f, 2f, 3f], file.Load("windows").data<float>().ToArray());
    }
}
