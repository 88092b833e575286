using Cake.Core;

namespace Cake.Frosting;

/// <summary>Something to do before every task.</summary>
public interface IFrostingTaskSetup
{
    /// <summary>Runs before each task, skipped ones included.</summary>
    /// <param name="context">The run's context.</param>
    /// <param name="info">The task.</param>
    void Setup(ICakeContext context, ITaskSetupContext info);
}

/// <summary>Something to do after every task.</summary>
public interface IFrostingTaskTeardown
{
    /// <summary>Runs after each task, failed and skipped ones included.</summary>
    /// <param name="context">The run's context.</param>
    /// <param name="info">The task, how long it took and whether it was skipped.</param>
    void Teardown(ICakeContext context, ITaskTeardownContext info);
}

/// <summary>Both ends of every task.</summary>
public interface IFrostingTaskLifetime : IFrostingTaskSetup, IFrostingTaskTeardown
{
}
