using Cake.Core.Packaging;

namespace Cake.Frosting;

/// <summary>Installs the tools that a host asks for.</summary>
public interface IToolInstaller
{
    /// <summary>Installs one tool and makes it known to Cake's tool locator.</summary>
    /// <param name="tool">The tool's package.</param>
    void Install(PackageReference tool);
}
