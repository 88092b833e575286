using Slug.Evaluation.ZeroShot;
using Slug.Experiments.Clip.Measures;
using Slug.Experiments.Results;

namespace Slug.Experiments.Tests.Results;

public sealed class ModelMetricsTests
{
    [Fact]
    public void Logs_show_a_concepts_measures_in_percent() => Assert.Equal(
        "FA@1 0.0 %, FA@5 2.5 %, TA_IN@1 60.1 %, TA_CA@1 58.3 %, MIA 91.3 %, MIA loss 82.7 %",
        ModelMetrics.Line(
        [
            .. ClipMeasures.Forgotten(new TopKAccuracy(0, 0.025, 9)), ClipMeasures.KeptTop1("TA_IN", new TopKAccuracy(0.6012, 0, 9)),
            ClipMeasures.KeptTop1("TA_CA", new TopKAccuracy(0.5832, 0, 9)), .. ClipMeasures.Membership(0.913, 0.827, 9),
        ]));
}
