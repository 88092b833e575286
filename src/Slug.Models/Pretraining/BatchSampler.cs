using Slug.Basics;

namespace Slug.Models.Pretraining;

/// <summary>
/// Draws batches in which no two pairs are of one group. Groups come up in shuffled rounds, and so do the pairs within a group: over a
/// run every group is seen as often, whatever its number of pairs.
/// </summary>
public sealed class BatchSampler
{
    private readonly SeededRandom _random;
    private readonly int _batchSize;
    private readonly int[] _round;
    private readonly int[][] _pairsOfGroup;
    private readonly int[] _nextPair;
    private int _nextGroup;

    /// <summary>Makes a sampler.</summary>
    /// <param name="groups">The group of each pair.</param>
    /// <param name="batchSize">Pairs a batch.</param>
    /// <param name="random">Decides all orders.</param>
    /// <exception cref="ArgumentException">There are fewer groups than pairs in a batch.</exception>
    public BatchSampler(IReadOnlyList<int> groups, int batchSize, SeededRandom random)
    {
        ArgumentNullException.ThrowIfNull(groups);
        ArgumentNullException.ThrowIfNull(random);
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        _random = random;
        _batchSize = batchSize;
        _pairsOfGroup = [.. groups.Select((group, pair) => (group, pair)).GroupBy(p => p.group, p => p.pair).OrderBy(g => g.Key).Select(g => g.ToArray())];
        if (_pairsOfGroup.Length < batchSize)
            throw new ArgumentException($"A batch of {batchSize} pairs needs as many different groups, there are {_pairsOfGroup.Length}; make the batch smaller.", nameof(batchSize));
        foreach (var pairs in _pairsOfGroup) random.ShuffleScaled(pairs);
        _nextPair = new int[_pairsOfGroup.Length];
        _round = [.. Enumerable.Range(0, _pairsOfGroup.Length)];
        random.ShuffleScaled(_round);
    }

    /// <summary>The pairs of the next batch.</summary>
    public int[] Next()
    {
        var batch = new int[_batchSize];
        var taken = new HashSet<int>();
        for (var i = 0; i < _batchSize; i++)
        {
            if (_nextGroup == _round.Length)
            {
                _random.ShuffleScaled(_round);
                _nextGroup = 0;
            }

            // A batch that spans two rounds may meet a group again: it changes places with a later one.
            var free = _nextGroup;
            while (taken.Contains(_round[free])) free++;
            (_round[_nextGroup], _round[free]) = (_round[free], _round[_nextGroup]);
            var group = _round[_nextGroup++];
            taken.Add(group);
            batch[i] = NextPairOf(group);
        }

        return batch;
    }

    private int NextPairOf(int group)
    {
        var pairs = _pairsOfGroup[group];
        if (_nextPair[group] == pairs.Length)
        {
            _random.ShuffleScaled(pairs);
            _nextPair[group] = 0;
        }

        return pairs[_nextPair[group]++];
    }
}
