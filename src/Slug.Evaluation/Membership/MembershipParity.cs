using System.Text.Json;
using Slug.Models.Parity;
using static TorchSharp.torch;

namespace Slug.Evaluation.Membership;

/// <summary>Compares membership inference with a reference file laid out like this project's <c>membership.json</c>.</summary>
public sealed class MembershipParity : IReferenceKind
{
    private const string Cases = "membership.json";

    /// <inheritdoc/>
    public string Description => Cases;

    /// <inheritdoc/>
    public bool Recognises(ReferenceFolder folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        return folder.Has(Cases);
    }

    /// <inheritdoc/>
    public string Label(ReferenceFolder folder) => Cases;

    /// <inheritdoc/>
    public IReadOnlyList<ParityRow> Compare(ReferenceFolder folder, Device device)
    {
        ArgumentNullException.ThrowIfNull(folder);
        return Run(folder.File(Cases));
    }

    /// <summary>Runs every case of the file.</summary>
    /// <param name="file">The reference: <c>cases</c> of <c>name</c>, <c>test</c>, <c>forget</c>, <c>accuracy_percent_mean</c>, <c>accuracy_percent_std</c>.</param>
    public static IReadOnlyList<ParityRow> Run(string file)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(file));
        return [.. document.RootElement.GetProperty("cases").EnumerateArray().Select(Compare)];
    }

    private static ParityRow Compare(JsonElement reference)
    {
        var result = MembershipInference.Attack(Numbers(reference, "test"), Numbers(reference, "forget"));
        var (mean, std) = (reference.GetProperty("accuracy_percent_mean").GetDouble(), reference.GetProperty("accuracy_percent_std").GetDouble());
        var error = Math.Abs((100 * result.Mean) - mean);
        return new ParityRow($"membership inference '{reference.GetProperty("name").GetString()}' (percent)", error, error / mean, Tolerance(std) / mean);
    }

    /// <summary>
    /// The splits are random and each side draws its own: the difference of two means over ten seeds has the standard deviation
    /// <c>std·√(2/10)</c>. Three of those, and half a percent for the spread of the spread.
    /// </summary>
    private static double Tolerance(double std) => (3 * std * Math.Sqrt(0.2)) + 0.5;

    private static List<double> Numbers(JsonElement element, string name) => [.. element.GetProperty(name).EnumerateArray().Select(n => n.GetDouble())];
}
