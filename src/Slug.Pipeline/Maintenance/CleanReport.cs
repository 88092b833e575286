using System.Text;
using Slug.Pipeline.Planning;

namespace Slug.Pipeline.Maintenance;

/// <summary>Results of one stage that are garbage.</summary>
/// <param name="Stage">The stage.</param>
/// <param name="Results">How many of its results.</param>
/// <param name="Bytes">The bytes of their outputs, shared ones counted for each.</param>
public sealed record CleanedStage(string Stage, int Results, long Bytes);

/// <summary>What a clean would remove, or has removed.</summary>
/// <param name="Stages">The garbage by stage.</param>
/// <param name="Records">Action records that go.</param>
/// <param name="Objects">Objects that go.</param>
/// <param name="Checkouts">Laid-out folders that go.</param>
/// <param name="DamagedFiles">Damaged files, moved aside earlier, that go.</param>
/// <param name="Freed">Bytes that become free: objects that no results folder shows as a hard link, and damaged files.</param>
/// <param name="StillLinked">Bytes of objects that go from the store and stay on the disk as published results.</param>
/// <param name="Kept">Objects that stay.</param>
/// <param name="IsApplied">Whether it is done.</param>
public sealed record CleanReport(
    IReadOnlyList<CleanedStage> Stages, int Records, int Objects, int Checkouts, int DamagedFiles, long Freed, long StillLinked, int Kept, bool IsApplied)
{
    /// <inheritdoc/>
    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var stage in Stages)
            text.Append($"{stage.Stage}: {stage.Results} results, {Durations.Amount(stage.Bytes, "B")}\n");
        var linked = StillLinked > 0 ? $" ({Durations.Amount(StillLinked, "B")} more stay on the disk as published results)" : "";
        var verb = IsApplied ? "Removed" : "Would remove";
        text.Append($"{verb} {Records} records, {Objects} objects, {Checkouts} checkouts and {DamagedFiles} damaged files; frees {Durations.Amount(Freed, "B")}{linked}. Keeps {Kept} objects.\n");
        if (!IsApplied && Records + Objects + Checkouts + DamagedFiles > 0)
            text.Append("Nothing is removed yet: add --apply.\n");
        return text.ToString();
    }
}
