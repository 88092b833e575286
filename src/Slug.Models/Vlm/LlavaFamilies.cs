namespace Slug.Models.Vlm;

/// <summary>Says of a <c>config.json</c> whether it is LLaVA-1.5's, and of others what they are.</summary>
internal static class LlavaFamilies
{
    private const string Supported = "Supported is LLaVA-1.5 in Hugging Face's layout (model_type 'llava': CLIP's vision tower, a Llama decoder), such as llava-hf/llava-1.5-7b-hf.";

    // model_type as transformers and the authors' own repositories write it, longest first where one begins another.
    private static readonly (string Prefix, string Name)[] Others =
    [
        ("llava_next_video", "LLaVA-NeXT-Video"), ("llava_next", "LLaVA-NeXT"), ("llava_onevision", "LLaVA-OneVision"), ("vipllava", "ViP-LLaVA"),
        ("video_llava", "Video-LLaVA"), ("qwen2_5_vl", "Qwen2.5-VL"), ("qwen2_vl", "Qwen2-VL"), ("qwen3_vl", "Qwen3-VL"), ("qwen", "Qwen"),
        ("paligemma", "PaliGemma"), ("idefics", "Idefics"), ("mllama", "Llama 3.2 Vision"), ("internvl", "InternVL"), ("instructblip", "InstructBLIP"),
        ("blip", "BLIP"), ("gemma3", "Gemma 3"), ("pixtral", "Pixtral"), ("kosmos", "Kosmos"), ("fuyu", "Fuyu"), ("minicpmv", "MiniCPM-V"),
    ];

    /// <summary>Why a config of this <c>model_type</c> is not read; null if it is LLaVA-1.5's or says nothing.</summary>
    /// <param name="modelType">The config's <c>model_type</c>, or null.</param>
    /// <param name="hasSections">Whether it has <c>text_config</c> and <c>vision_config</c>.</param>
    /// <param name="ownKeys">Whether it has keys of the authors' own repository (<c>mm_vision_tower</c>).</param>
    public static string? Refusal(string? modelType, bool hasSections, bool ownKeys)
    {
        if (ownKeys || modelType is "llava_llama" or "llava_mistral" or "llava_mpt")
            return "not supported: LLaVA in its authors' own layout. Use the same model in Hugging Face's layout, such as llava-hf/llava-1.5-7b-hf.";
        if (modelType is "llava" or null)
            return hasSections ? null : $"is no LLaVA: it lacks text_config or vision_config. {Supported}";
        var name = Array.Find(Others, other => modelType.StartsWith(other.Prefix, StringComparison.Ordinal)).Name;
        return name is null ? $"is no LLaVA but '{modelType}'. {Supported}" : $"not supported: {name} (model_type '{modelType}'). {Supported}";
    }
}
