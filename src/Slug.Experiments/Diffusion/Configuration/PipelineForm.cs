namespace Slug.Experiments.Diffusion.Configuration;

/// <summary>In what forms an unlearned pipeline is written for other programs.</summary>
public enum PipelineForm
{
    /// <summary>A folder as diffusers has it; what is not changed is linked or copied.</summary>
    Folder,

    /// <summary>A single file with all parts, as A1111 and ComfyUI have their checkpoints.</summary>
    SingleFile,

    /// <summary>A patch of full differences, <c>.diff</c> in kohya's names: ComfyUI, A1111, stable-diffusion.cpp.</summary>
    Diff,

    /// <summary>LoRA in kohya's names, which ComfyUI, A1111 and diffusers read.</summary>
    Kohya,

    /// <summary>LoRA in diffusers' names: a folder with <c>pytorch_lora_weights.safetensors</c>.</summary>
    Lora,

    /// <summary>An adapter that PEFT loads onto the text encoder.</summary>
    Peft,
}
