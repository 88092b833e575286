using System.Globalization;
using Slug.Experiments.Diffusion.Configuration;
using Slug.Experiments.Results;
using Slug.Figures.StepSize;

namespace Slug.Experiments.Diffusion.Reporting;

/// <summary>The figure of what is left and what is kept against the step size.</summary>
internal static class StepSizes
{
    /// <summary>Draws it; nothing where no curve was measured.</summary>
    public static void Draw(SearchReport search, FigureFolder figures, string fileName, SearchEye eye)
    {
        if (search.Curve.Count == 0) return;
        var seen = eye == SearchEye.Pictures ? "pictures called it" : "zero-shot, top-1";
        figures.Add(
            $"step-size-{fileName}",
            $"{search.Concept}: judged accuracy against step size",
            "What the judge still sees of the concept, and what is kept, as the chosen layer moves further; on the search's pictures.",
            string.Create(
                CultureInfo.InvariantCulture,
                $"Line plot over step sizes from {search.Curve[0].Lambda:G3} to {search.Curve[^1].Lambda:G3}: what is left goes from {search.Curve[0].Forget.Top1:P0} to {search.Curve[^1].Forget.Top1:P0}, what is kept from {search.Curve[0].Retained:P0} to {search.Curve[^1].Retained:P0}; taken was {search.Step:G3}."),
            path => StepSizeFigure.Save(
                new StepSizeData(
                    search.Concept,
                    search.MovedLabel!,
                    [.. search.Curve.Select(p => new StepSizePoint(p.Lambda, p.Forget.Top1, null, p.Retained!.Value))],
                    search.Step,
                    search.Original.Retained,
                    "what is kept",
                    seen),
                path),
            isDetail: true);
    }
}
