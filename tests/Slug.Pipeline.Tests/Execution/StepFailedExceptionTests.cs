using Slug.Pipeline.Execution;

namespace Slug.Pipeline.Tests.Execution;

public class StepFailedExceptionTests
{
    [Fact]
    public void Failures_gathered_from_several_cores_are_told_as_they_were()
    {
        var one = new AggregateException(new AggregateException(new IOException("a.tar is cut off.")));
        Assert.Equal("Tars failed: a.tar is cut off.", new StepFailedException("Tars", null, one).Message);
        var two = new AggregateException(new IOException("b.tar is cut off."), new IOException("a.tar is cut off."), new IOException("a.tar is cut off."));
        Assert.Equal("Tars failed: a.tar is cut off. And 1 more of the kind. (log x.log)", new StepFailedException("Tars", "x.log", two).Message);
    }
}
