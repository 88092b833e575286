using System.Text;
using Slug.Pipeline.Keys;
using Slug.Pipeline.Planning;
using Slug.Pipeline.Store;

namespace Slug.Pipeline.Maintenance;

/// <summary>A fault found by <see cref="StoreVerifier"/>.</summary>
/// <param name="State">Missing or damaged.</param>
/// <param name="Name">The digest of the object, or the key of the record.</param>
/// <param name="IsRecord">Whether it is an action record rather than an object.</param>
/// <param name="NeededBy">The outputs that it is part of: <c>Unlearn/rocket update.safetensors</c>.</param>
public sealed record StoreFault(ObjectState State, Digest Name, bool IsRecord, IReadOnlyList<string> NeededBy);

/// <summary>A result made from an object that is damaged now.</summary>
/// <param name="Name">The step that made it: <c>Unlearn/rocket</c>.</param>
/// <param name="Key">Its key.</param>
/// <param name="Input">The input that is damaged.</param>
/// <param name="IsSetAside">
/// Whether it may have been made from the damage, and its step runs again; false where the input was hashed when it was read, and was whole.
/// </param>
public sealed record DerivedResult(string Name, Digest Key, string Input, bool IsSetAside);

/// <summary>What a rehash of the whole store found.</summary>
/// <param name="Objects">Objects hashed.</param>
/// <param name="Bytes">Their bytes.</param>
/// <param name="Records">Records read.</param>
/// <param name="Faults">What is wrong; damaged files are moved aside already.</param>
/// <param name="Derived">What was made from damaged objects; what is in doubt is set aside already.</param>
public sealed record VerifyReport(int Objects, long Bytes, int Records, IReadOnlyList<StoreFault> Faults, IReadOnlyList<DerivedResult> Derived)
{
    /// <inheritdoc/>
    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var fault in Faults)
        {
            var what = fault.IsRecord ? "record" : "object";
            var needed = fault.NeededBy.Count == 0 ? "" : $": {string.Join(", ", fault.NeededBy)}";
            text.Append($"{what} {fault.Name.Short} {(fault.State == ObjectState.Missing ? "is missing" : "is damaged, moved aside")}{needed}\n");
        }
        foreach (var result in Derived)
        {
            text.Append($"result {result.Key.Short} of {result.Name} was made from its damaged input '{result.Input}'");
            text.Append(result.IsSetAside ? " and nobody knows whether it was whole then: set aside\n" : ", which was whole when it was read: stays\n");
        }
        text.Append($"{Objects} objects ({Durations.Amount(Bytes, "B")}) and {Records} records: ");
        text.Append(Faults.Count == 0 ? "all intact\n" : $"{Faults.Count} faults; what needs them runs again on the next run\n");
        return text.ToString();
    }
}
