using Slug.Models.Parity;
using Slug.Pipeline.Configuration;
using TorchSharp;

namespace Slug.Experiments.Parity;

/// <summary>What was compared.</summary>
/// <param name="Rows">Rows, each under the name of its reference.</param>
/// <param name="Skipped">Folders with a <c>config.json</c> of something that nothing here compares.</param>
public sealed record ReferenceResult(IReadOnlyList<(string Reference, ParityRow Row)> Rows, IReadOnlyList<string> Skipped);

/// <summary>Compares with a folder of reference numbers: how a user comes to trust a new GPU or another libtorch.</summary>
/// <param name="Folder">A folder with one kind of reference, or with several in it and its subfolders.</param>
/// <param name="Merges">The file with CLIP's merges.</param>
/// <param name="Device">Where to compute.</param>
public sealed record ReferenceComparison(string Folder, string Merges, torch.Device Device)
{
    /// <summary>Runs every comparison for which the folder or one of its subfolders has the reference.</summary>
    /// <exception cref="ConfigurationException">There is nothing to compare with, a config cannot be read, or a folder lacks files of its kind.</exception>
    public ReferenceResult Compare()
    {
        var folders = Directory.EnumerateDirectories(Folder).Order(StringComparer.Ordinal).Prepend(Folder).Select(path => new ReferenceFolder(path)).ToList();
        var kinds = ReferenceKinds.All(Merges);
        var (problems, skipped) = (new List<ConfigProblem>(), new List<string>());
        var found = folders.SelectMany(folder => Recognised(folder, kinds, problems, skipped).Select(kind => (Folder: folder, Kind: kind))).ToList();
        if (problems.Count == 0 && found.Count == 0)
            problems.Add(Problem($"{Folder} holds nothing to compare with; what can be compared: {string.Join("; ", kinds.Select(k => k.Description))}"));
        if (problems.Count > 0) throw new ConfigurationException(problems);
        return new ReferenceResult([.. found.SelectMany(f => f.Kind.Compare(f.Folder, Device).Select(row => (f.Kind.Label(f.Folder), row)))], skipped);
    }

    private static List<IReferenceKind> Recognised(
        ReferenceFolder folder, IReadOnlyList<IReferenceKind> kinds, List<ConfigProblem> problems, List<string> skipped)
    {
        try
        {
            var found = kinds.Where(k => k.Recognises(folder)).ToList();
            foreach (var kind in found)
            {
                var missing = kind.RequiredFiles.Where(file => !folder.Has(file)).ToList();
                if (missing.Count > 0) problems.Add(Problem($"{folder.Path} lacks {string.Join(", ", missing)}, which a reference of {kind.Description} has"));
            }

            if (found.Count == 0 && folder.Config is not null) skipped.Add(folder.Name);
            return found;
        }
        catch (InvalidDataException e)
        {
            problems.Add(Problem(e.Message));
            return [];
        }
    }

    private static ConfigProblem Problem(string message) => new(new ConfigOrigin("--golden", 0), message);
}
