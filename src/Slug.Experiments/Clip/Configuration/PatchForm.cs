namespace Slug.Experiments.Clip.Configuration;

/// <summary>In what forms the change of a CLIP is written for other programs.</summary>
public enum PatchForm
{
    /// <summary>A patch of full differences, <c>.diff</c> in kohya's names: ComfyUI, A1111, stable-diffusion.cpp. The text tower alone.</summary>
    Diff,

    /// <summary>LoRA in kohya's names, which ComfyUI, A1111 and diffusers read. The text tower alone.</summary>
    Kohya,

    /// <summary>LoRA in diffusers' names: a folder with <c>pytorch_lora_weights.safetensors</c>. The text tower alone.</summary>
    Lora,

    /// <summary>An adapter that PEFT loads onto a model of Hugging Face's.</summary>
    Peft,
}
