using static TorchSharp.torch;

namespace TorchSharp.Tests;

public class DisposeScopeTests
{
    [Fact]
    public void AScopeDisposesWhatWasMadeInIt()
    {
        var outside = zeros(1);
        Tensor inside;
        using (var scope = NewDisposeScope())
        {
            inside = zeros(1) + 1;
            Assert.Equal(2, scope.DisposablesCount);
            Assert.True(scope.Contains(inside));
            Assert.Same(scope, CurrentDisposeScope);
        }

        Assert.True(inside.IsInvalid);
        Assert.False(outside.IsInvalid);
        Assert.Null(CurrentDisposeScope);
        outside.Dispose();
    }

    [Fact]
    public void TensorsMoveOutwardsScopeByScope()
    {
        Tensor result;
        using (var outer = NewDisposeScope())
        {
            using (NewDisposeScope())
                result = zeros(1).MoveToOuterDisposeScope();
            Assert.False(result.IsInvalid);
            Assert.True(outer.Contains(result));
        }

        Assert.True(result.IsInvalid);
    }

    [Fact]
    public void FromTheOutermostScopeATensorMovesOutOfAll()
    {
        Tensor result, detached;
        using (var scope = NewDisposeScope())
        {
            result = scope.MoveToOuter(zeros(1));
            detached = zeros(1).DetachFromDisposeScope();
        }

        Assert.False(result.IsInvalid);
        Assert.False(detached.IsInvalid);
        result.Dispose();
        detached.Dispose();
    }

    [Fact]
    public void ScopesTakeTensorsFromOutsideAndFromEachOther()
    {
        var a = zeros(1);
        using (var outer = NewDisposeScope())
        {
            outer.Attach(a);
            using (var inner = NewDisposeScope())
            {
                a.MoveToOtherDisposeScope(inner);
                Assert.False(outer.Contains(a));
                var (b, c) = inner.MoveToOuter(zeros(1), zeros(1));
                Assert.True(outer.Contains(b) && outer.Contains(c));
            }

            Assert.True(a.IsInvalid);
            Assert.Equal(2, outer.DisposablesCount);
        }
    }

    [Fact]
    public void DisposingByHandTakesATensorOutOfItsScope()
    {
        using var scope = NewDisposeScope();
        var t = zeros(1);
        t.Dispose();
        t.Dispose();
        Assert.Equal(0, scope.DisposablesCount);
    }

    [Fact]
    public void AScopeCanBeEmptiedAndGoOn()
    {
        using var scope = NewDisposeScope();
        var gone = zeros(1);
        var kept = scope.DisposeEverythingBut(zeros(1));
        Assert.True(gone.IsInvalid);
        Assert.False(kept.IsInvalid);
        Assert.Same(kept, Assert.Single(scope.DisposablesView));
        scope.DisposeEverything();
        Assert.True(kept.IsInvalid);
    }

    [Fact]
    public void AnExpressionCanHaveAScopeOfItsOwn()
    {
        Tensor? inner = null;
        using var result = WrappedTensorDisposeScope(() =>
        {
            inner = ones(2);
            return inner + 1;
        });
        Assert.True(inner!.IsInvalid);
        Assert.Equal(4f, result.sum().item<float>());
    }

    [Fact]
    public void EveryThreadHasItsOwnScopes()
    {
        using var scope = NewDisposeScope();
        DisposeScope? seen = scope;
        var thread = new Thread(() => seen = CurrentDisposeScope);
        thread.Start();
        thread.Join();
        Assert.Null(seen);
    }

    [Fact]
    public void StatisticsCountWhatCameAndWent()
    {
        var counts = DisposeScopeManager.Statistics.TensorStatistics;
        counts.Reset();
        var outside = zeros(1);
        using (var scope = NewDisposeScope())
        {
            var inside = zeros(1);
            scope.Detach(inside);
            inside.Dispose();
            zeros(1);
        }

        outside.Dispose();
        Assert.Equal((1L, 2L), (counts.CreatedOutsideScopeCount, counts.CreatedInScopeCount));
        Assert.Equal((2L, 1L), (counts.DisposedOutsideScopeCount, counts.DisposedInScopeCount));
        Assert.Equal((1L, 0L), (counts.DetachedFromScopeCount, counts.ThreadTotalLiveCount));
    }

    [Fact]
    public void AnEndedScopeRefusesWork()
    {
        var scope = NewDisposeScope();
        scope.Dispose();
        scope.Dispose();
        using var t = zeros(1);
        Assert.Throws<ObjectDisposedException>(() => scope.Attach(t));
        Assert.Throws<ObjectDisposedException>(() => scope.DisposablesCount);
    }
}
