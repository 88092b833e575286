using Slug.Experiments.Diffusion.Configuration;
using static TorchSharp.torch;

namespace Slug.Experiments.Diffusion.Judging;

/// <summary>Says what pictures show.</summary>
internal interface IPictureJudge : IDisposable
{
    /// <summary>The label of each picture within a domain; what is none of them is <see cref="PictureJudge.Other"/>.</summary>
    /// <param name="domain">The domain.</param>
    /// <param name="pictures">uint8 <c>[pictures, 3, height, width]</c>.</param>
    /// <param name="cancellation">Stops between two batches.</param>
    IReadOnlyList<string> Label(string domain, Tensor pictures, CancellationToken cancellation);
}

/// <summary>What judges have in common.</summary>
internal static class PictureJudge
{
    /// <summary>The label of what is none of a domain's.</summary>
    public const string Other = JudgeOptions.Other;

    /// <summary>Pictures at a time.</summary>
    public const int Batch = 256;

    /// <summary>The places of a set in batches.</summary>
    public static IEnumerable<(long Start, long Count)> Batches(long count, int batch = Batch)
    {
        for (long start = 0; start < count; start += batch) yield return (start, Math.Min(batch, count - start));
    }
}
