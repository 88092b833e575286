using Cake.Core;

namespace Cake.Frosting;

/// <summary>A context over Cake's own; hosts derive theirs from it.</summary>
public class FrostingContext : CakeContextAdapter, IFrostingContext
{
    /// <summary>Wraps Cake's context.</summary>
    /// <param name="context">Cake's context.</param>
    public FrostingContext(ICakeContext context)
        : base(context)
    {
    }
}
