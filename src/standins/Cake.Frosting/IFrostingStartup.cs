using Microsoft.Extensions.DependencyInjection;

namespace Cake.Frosting;

/// <summary>A host's registrations in a class of their own.</summary>
public interface IFrostingStartup
{
    /// <summary>Adds the registrations.</summary>
    /// <param name="services">The host's services.</param>
    void Configure(IServiceCollection services);
}
