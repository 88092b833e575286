using static TorchSharp.torch;

namespace Slug.Models.Vlm;

/// <summary>
/// Rotary position embedding (Su et al., arXiv 2104.09864): element i of a head's first half and element i of its second half are a point that is
/// turned by <c>position / base^(2i/width)</c>. This pairing of halves, not of neighbours, is how Hugging Face's checkpoints are laid out.
/// </summary>
public sealed class RotaryPositions : IDisposable
{
    private readonly long _width;
    private readonly double _base;
    private readonly double _scale;
    private readonly Lock _tables = new();
    private Tensor? _cos;
    private Tensor? _sin;

    /// <summary>Makes the rotation of heads of the given width; positions are divided by <paramref name="scale"/>.</summary>
    public RotaryPositions(long headWidth, double rotaryBase, double scale) => (_width, _base, _scale) = (headWidth, rotaryBase, scale);

    /// <summary>The cosines and sines of positions <c>[batch, tokens]</c>: <c>[batch, 1, tokens, headWidth]</c> each, the same for all layers and heads.</summary>
    /// <param name="positions">Positions, int64, at least 0.</param>
    /// <param name="longest">One more than the largest of them, which is known without looking into the tensor.</param>
    /// <param name="type">The type to compute in.</param>
    public (Tensor Cos, Tensor Sin) At(Tensor positions, long longest, ScalarType type)
    {
        ArgumentNullException.ThrowIfNull(positions);
        // Two threads may run the model at once, and one of them may need longer tables.
        lock (_tables)
        {
            Grow(longest, positions.device, type);
            return (Rows(_cos!), Rows(_sin!));
        }

        Tensor Rows(Tensor table)
        {
            using var scope = NewDisposeScope();
            return table.index_select(0, positions.flatten()).view(positions.shape[0], 1, positions.shape[1], _width).MoveToOuterDisposeScope();
        }
    }

    /// <summary>Turns the heads <c>[batch, heads, tokens, headWidth]</c>.</summary>
    public static Tensor Turn(Tensor heads, (Tensor Cos, Tensor Sin) at)
    {
        ArgumentNullException.ThrowIfNull(heads);
        using var scope = NewDisposeScope();
        var halves = heads.chunk(2, -1);
        return heads.mul(at.Cos).add(cat([halves[1].neg(), halves[0]], -1).mul(at.Sin)).MoveToOuterDisposeScope();
    }

    /// <summary>Disposes the tables.</summary>
    public void Dispose()
    {
        _cos?.Dispose();
        _sin?.Dispose();
        (_cos, _sin) = (null, null);
    }

    private void Grow(long longest, Device device, ScalarType type)
    {
        if (_cos is not null && _cos.shape[0] >= longest && _cos.dtype == type && _cos.device_type == device.type && _cos.device_index == device.index) return;
        Dispose();
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        // Angles in float32, whatever the model computes in: bfloat16 has no number between 256 and 258.
        var inverse = ones(1).div(full([1], _base, ScalarType.Float32).pow(arange(0, _width, 2, ScalarType.Float32).div(_width)));
        var rows = Math.Max(longest, 256);
        var angles = arange(rows, ScalarType.Float32).div(_scale).outer(inverse);
        var both = cat([angles, angles], -1).to(device);
        _cos = both.cos().to_type(type).DetachFromDisposeScope();
        _sin = both.sin().to_type(type).DetachFromDisposeScope();
    }
}
