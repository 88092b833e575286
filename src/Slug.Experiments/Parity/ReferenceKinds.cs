using Slug.Evaluation.Membership;
using Slug.Models.Parity;
using Slug.Models.Vlm;
using Slug.Unlearning.Parity;

namespace Slug.Experiments.Parity;

/// <summary>The kinds of reference folders: a new one is a line here and a class that implements <see cref="IReferenceKind"/>.</summary>
public static class ReferenceKinds
{
    /// <summary>All kinds, in the order in which a folder's rows are shown.</summary>
    /// <param name="merges">The file with CLIP's merges.</param>
    public static IReadOnlyList<IReferenceKind> All(string merges) =>
    [
        new ClipParity(),
        new LlavaParity(),
        new HuggingFaceParity(),
        new PreprocessParity(),
        new MembershipParity(),
        new TokenizerReference(merges),
        new UNetParity(),
        new VaeParity(),
        new SchedulerParity(),
        new PipelineParity(),
        new VitParity(),
        new InceptionParity(),
    ];
}
