using Slug.Unlearning.Objectives;

namespace Slug.Unlearning.Methods;

/// <summary>The sets that a comparison method runs over.</summary>
/// <param name="Forget">The forget set's batches in an epoch; each is disposed after use.</param>
/// <param name="Retain">The retain set's batches in an epoch; each is disposed after use.</param>
/// <param name="ForgetBatches">How many forget batches an epoch has.</param>
/// <param name="RetainBatches">How many retain batches an epoch has.</param>
public sealed record MethodData(
    Func<int, IEnumerable<PairBatch>> Forget, Func<int, IEnumerable<PairBatch>> Retain, int ForgetBatches, int RetainBatches);
