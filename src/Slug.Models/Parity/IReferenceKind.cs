using static TorchSharp.torch;

namespace Slug.Models.Parity;

/// <summary>
/// A kind of reference folder: knows its own by their config and files, and compares what this machine computes with what is in them. The list
/// of all kinds is <c>Slug.Experiments.Parity.ReferenceKinds</c>.
/// </summary>
public interface IReferenceKind
{
    /// <summary>What such a folder is, in a few words, for whoever gave one that no kind knows.</summary>
    string Description { get; }

    /// <summary>Whether a folder is of this kind: a cheap look at its config and at what files there are.</summary>
    bool Recognises(ReferenceFolder folder);

    /// <summary>Files that a recognised folder must have; those that it lacks are told before anything is computed.</summary>
    IReadOnlyList<string> RequiredFiles => [];

    /// <summary>The name that stands before the rows of a folder.</summary>
    string Label(ReferenceFolder folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        return folder.Name;
    }

    /// <summary>Compares, loading the models through the loader that a user's checkpoint goes through.</summary>
    /// <param name="folder">A folder that it recognised, with all its required files.</param>
    /// <param name="device">Where to compute.</param>
    IReadOnlyList<ParityRow> Compare(ReferenceFolder folder, Device device);
}
