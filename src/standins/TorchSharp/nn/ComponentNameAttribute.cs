namespace TorchSharp.Utils;

/// <summary>Names a module's field in the state dict, in place of the field's own name.</summary>
[AttributeUsage(AttributeTargets.All)]
public class ComponentNameAttribute : Attribute
{
    /// <summary>The name.</summary>
    public string Name { get; set; } = "";
}
