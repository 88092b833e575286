using Slug.Evaluation.Membership;
using Slug.Models.Parity;
using Slug.Unlearning.Parity;
using TorchSharp;

namespace Slug.Build.Parity;

/// <summary>What can be compared in a folder of reference numbers.</summary>
/// <param name="Folder">A folder with one kind of reference, or with several in subfolders.</param>
/// <param name="Device">Where to compute.</param>
internal sealed record ReferenceFolder(string Folder, torch.Device Device)
{
    /// <summary>Runs every comparison for which the folder or one of its subfolders has the reference.</summary>
    /// <returns>A row per quantity, under the name of its reference.</returns>
    public IEnumerable<(string Reference, ParityRow Row)> Compare() =>
        Directory.EnumerateDirectories(Folder).Order(StringComparer.Ordinal).Prepend(Folder).SelectMany(CompareOne);

    private IEnumerable<(string Reference, ParityRow Row)> CompareOne(string folder)
    {
        var name = Path.GetFileName(Path.TrimEndingDirectorySeparator(folder));
        if (ClipParity.RequiredFiles.All(file => File.Exists(Path.Combine(folder, file))))
        {
            foreach (var row in ClipParity.Run(folder, Device))
                yield return (name, row);
        }
        var membership = Path.Combine(folder, "membership.json");
        if (File.Exists(membership))
        {
            foreach (var row in MembershipParity.Run(membership))
                yield return ("membership.json", row);
        }
    }
}
