using Slug.Unlearning.ClosedForm;
using TorchSharp;
using static TorchSharp.torch;

namespace Slug.Unlearning.Tests.ClosedForm;

/// <summary>UCE and RECE against cases that can be worked out by hand.</summary>
public sealed class ClosedFormTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    [Fact]
    public void One_vector_and_its_guide_by_hand()
    {
        // c = (1, 0), guide = (0, 1), e = 3, λ = 1: the normal matrix is diag(4, 1), the other λI + 3 · guideᵀc = [[1, 0], [3, 1]], so M = [[1/4, 0], [3/4, 1]].
        using var rows = new PromptRows(Row(1, 0), Row(0, 1), null, 0);
        var matrix = Matrix([1, 2], [3, 4]);
        UnifiedConceptEditing.Apply([matrix], rows, new ClosedFormOptions { Erase = 3, Stay = 1 });
        Near([1.75, 2, 3.75, 4], matrix);
    }

    [Fact]
    public void A_retained_vector_of_the_same_direction_pulls_back()
    {
        // p = 2 with c_j = (1, 0): normal diag(1 + 3 + 2, 1), other [[1 + 2, 0], [3, 1]], M = [[1/2, 0], [1/2, 1]].
        using var rows = new PromptRows(Row(1, 0), Row(0, 1), Row(1, 0), 1);
        var matrix = Matrix([1, 2], [3, 4]);
        UnifiedConceptEditing.Apply([matrix], rows, new ClosedFormOptions { Erase = 3, Stay = 1, Preserve = 2 });
        Near([1.5, 2, 3.5, 4], matrix);
    }

    [Fact]
    public void The_transform_is_the_formula_with_sums_of_outer_products()
    {
        var random = new Generator(4);
        Tensor Random(params long[] shape) => randn(shape, ScalarType.Float64, generator: random);
        var (w, erased, guide, retained) = (Random(5, 4), Random(3, 4), Random(3, 4), Random(6, 4));
        var (e, stay, p) = (0.7, 0.3, 0.2);
        var (left, right) = (w.mul(stay), eye(4, dtype: ScalarType.Float64).mul(stay));
        for (var i = 0; i < 3; i++)
        {
            left = left.add(outer(w.mv(guide[i]), erased[i]).mul(e));
            right = right.add(outer(erased[i], erased[i]).mul(e));
        }

        for (var j = 0; j < 6; j++)
        {
            left = left.add(outer(w.mv(retained[j]), retained[j]).mul(p));
            right = right.add(outer(retained[j], retained[j]).mul(p));
        }

        var edited = w.clone();
        using var rows = new PromptRows(erased, guide, retained, 2);
        UnifiedConceptEditing.Apply([edited], rows, new ClosedFormOptions { Erase = e, Stay = stay, Preserve = p });
        Near([.. left.matmul(linalg.inv(right)).data<double>()], edited);
    }

    [Fact]
    public void Preserve_depends_on_how_many_prompts_are_retained_unless_it_is_given()
    {
        Assert.Equal(0.25, ClosedFormOptions.Style.PreserveOf(4));
        Assert.Equal(0.1, ClosedFormOptions.Object.PreserveOf(50));
        Assert.Equal(0.1, ClosedFormOptions.Rece.PreserveOf(2));
        Assert.Equal((0.05, 1.0), (ClosedFormOptions.Style.Erase, ClosedFormOptions.Style.Stay));
        Assert.Equal((0.01, 10.0), (ClosedFormOptions.Object.Erase, ClosedFormOptions.Object.Stay));
    }

    [Fact]
    public void Rows_begin_at_the_last_real_token_and_are_as_many_of_each()
    {
        var (erased, guide) = (arange(0, 20, ScalarType.Float32).view(10, 2), arange(100, 120, ScalarType.Float32).view(10, 2));
        using var rows = PromptRows.Of([((erased, 2), (guide, 4))], [arange(0, 20, ScalarType.Float32).view(10, 2)]);
        Assert.Equal([6, 2], rows.Erased.shape);
        Assert.Equal([6, 2], rows.Guide.shape);
        Assert.Equal(4, rows.Erased[0][0].item<float>());
        Assert.Equal(108, rows.Guide[0][0].item<float>());
        Assert.Equal([10, 2], rows.Retained!.shape);
    }

    [Fact]
    public void The_vectors_that_bring_a_concept_back_by_hand()
    {
        // W = diag(2, 1), W' = diag(1, 1): (λ + 1) c' = (2 c0, c1), with λ = 1 half of it.
        var found = ReliableConceptErasing.Search([Matrix([2, 0], [0, 1])], [Matrix([1, 0], [0, 1])], Row(3, 5), regularization: 1);
        Near([3, 2.5], found);
        // A second pair of matrices adds to both sums: (1 + 1 + 4) c' = (2 + 4 · 1) c0, ((1 + 1 + 0) c' = (1 + 0) c1).
        found = ReliableConceptErasing.Search([Matrix([2, 0], [0, 1]), Matrix([2, 0], [0, 0])], [Matrix([1, 0], [0, 1]), Matrix([2, 0], [0, 0])], Row(3, 5), regularization: 1);
        Near([3, 2.5], found);
    }

    [Fact]
    public void Without_rounds_RECE_is_UCE_and_a_round_erases_what_the_search_found()
    {
        var options = new ClosedFormOptions { Erase = 1, Stay = 0.1, Preserve = 0.1 };
        using var rows = new PromptRows(Row(1, 0), Row(0, 1), Row(0.5, 1), 1);
        var (uce, none, once) = (Matrix([1, 2], [3, 5]), Matrix([1, 2], [3, 5]), Matrix([1, 2], [3, 5]));
        UnifiedConceptEditing.Apply([uce], rows, options);
        ReliableConceptErasing.Apply([none], rows, options, epochs: 0);
        ReliableConceptErasing.Apply([once], rows, options, epochs: 1);
        Near([.. uce.data<double>()], none);
        using var again = rows with { Erased = ReliableConceptErasing.Search([Matrix([1, 2], [3, 5])], [uce], rows.Erased, ReliableConceptErasing.Regularization) };
        UnifiedConceptEditing.Apply([uce], again, options);
        Near([.. uce.data<double>()], once);
    }

    [Fact]
    public void Matrices_of_another_width_are_refused()
    {
        using var rows = new PromptRows(Row(1, 0), Row(0, 1), null, 0);
        foreach (var matrix in new[] { zeros(2, 3), zeros(2, 3, 1) })
        {
            var message = Assert.Throws<ArgumentException>(() => UnifiedConceptEditing.Apply([ones(4, 2), matrix], rows, ClosedFormOptions.Style)).Message;
            Assert.StartsWith($"The matrices take vectors of width 2, one has the shape [{string.Join(", ", matrix.shape)}].", message);
        }
    }

    [Fact]
    public void Rounds_are_none_or_more_and_pairs_at_least_one()
    {
        using var rows = new PromptRows(Row(1, 0), Row(0, 1), null, 0);
        Assert.Throws<ArgumentOutOfRangeException>(() => ReliableConceptErasing.Apply([Matrix([1, 2], [3, 4])], rows, ClosedFormOptions.Rece, epochs: -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => PromptRows.Of([], []));
    }

    [Fact]
    public void Rows_own_their_tensors()
    {
        var rows = new PromptRows(Row(1, 0), Row(0, 1), Row(1, 1), 1);
        rows.Dispose();
        Assert.All([rows.Erased, rows.Guide, rows.Retained!], tensor => Assert.True(tensor.IsInvalid));
    }

    public void Dispose() => _scope.Dispose();

    private static Tensor Row(params double[] values) => tensor(values, [1, values.Length]);

    private static Tensor Matrix(double[] first, double[] second) => tensor(first.Concat(second).ToArray(), [2, first.Length]);

    private static void Near(double[] expected, Tensor actual)
    {
        var values = actual.to_type(ScalarType.Float64).contiguous().data<double>().ToArray();
        Assert.Equal(expected.Length, values.Length);
        Assert.All(expected.Zip(values), pair => Assert.Equal(pair.First, pair.Second, 9));
    }
}
