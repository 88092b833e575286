using Cake.Core;

namespace Cake.Frosting;

/// <summary>Something to do before the first task.</summary>
public interface IFrostingSetup
{
    /// <summary>Runs once, before the first task; a dry run calls it too.</summary>
    /// <param name="context">The run's context.</param>
    /// <param name="info">The target and the tasks that will run.</param>
    void Setup(ICakeContext context, ISetupContext info);
}

/// <summary>Something to do after the last task.</summary>
public interface IFrostingTeardown
{
    /// <summary>Runs once, after the last task or the failure; a dry run calls it too.</summary>
    /// <param name="context">The run's context.</param>
    /// <param name="info">Whether the run succeeded, and what it threw.</param>
    void Teardown(ICakeContext context, ITeardownContext info);
}

/// <summary>Both ends of a run.</summary>
public interface IFrostingLifetime : IFrostingSetup, IFrostingTeardown
{
}
