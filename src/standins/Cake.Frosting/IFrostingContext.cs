using Cake.Core;

namespace Cake.Frosting;

/// <summary>The context that tasks and lifetimes are given.</summary>
public interface IFrostingContext : ICakeContext
{
}
