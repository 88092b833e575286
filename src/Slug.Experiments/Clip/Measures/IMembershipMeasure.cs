namespace Slug.Experiments.Clip.Measures;

/// <summary>The membership attack on one model (METHOD section 4): how often a concept's forget pairs are told from what the model never saw.</summary>
internal interface IMembershipMeasure
{
    /// <summary>With how many unseen pairs forget pairs are compared; null where it is with the test pictures.</summary>
    int? UnseenPairs { get; }

    /// <summary>Attacks.</summary>
    /// <param name="label">The concept's class.</param>
    /// <param name="forget">Its forget set.</param>
    /// <returns>The attack's accuracies on distances and on losses, from 0 to 1 (one half is chance), and how many samples of either kind it took.</returns>
    (double Distance, double Loss, int Samples) Of(int label, PairSet forget);
}
