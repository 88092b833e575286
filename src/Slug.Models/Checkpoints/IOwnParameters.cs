using TorchSharp.Modules;

namespace Slug.Models.Checkpoints;

/// <summary>A module with parameters that are not inside one of TorchSharp's layers, so that <see cref="ModuleWeights"/> can put new ones in their place.</summary>
internal interface IOwnParameters
{
    /// <summary>Puts a parameter in the place of the one of that name.</summary>
    void Replace(string name, Parameter parameter);
}
