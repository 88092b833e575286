namespace Slug.Models.Checkpoints.Patches;

/// <summary>How kohya's programs name a module of a text encoder: dots become underscores behind <c>lora_te_</c>.</summary>
internal static class KohyaNames
{
    private const string TextEncoder = "lora_te_";

    /// <summary>The name of a module such as <c>text_model.encoder.layers.11.mlp.fc1</c>.</summary>
    public static string Of(string module) => TextEncoder + module.Replace('.', '_');
}
