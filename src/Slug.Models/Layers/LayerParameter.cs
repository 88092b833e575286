using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Slug.Models.Layers;

/// <summary>
/// One tensor of a model under the name, and in the shape, that it has in the layout of the checkpoint that the model came from. Where the module
/// holds it in another form (Hugging Face's queries, keys and values lie stacked in one parameter), it is a view of that parameter: what is written
/// to the one is in the other.
/// </summary>
public sealed class LayerParameter
{
    private readonly nn.Module _module;

    /// <summary>Describes a tensor of a module.</summary>
    /// <param name="module">The module.</param>
    /// <param name="parameter">The name of the module's parameter.</param>
    /// <param name="name">The tensor's name in the checkpoint's layout.</param>
    /// <param name="view">How it lies in the parameter.</param>
    /// <param name="huggingFace">Whether the layout is Hugging Face's, which decides about candidates.</param>
    public LayerParameter(nn.Module module, string parameter, string name, LayerView view, bool huggingFace)
    {
        ArgumentNullException.ThrowIfNull(module);
        _module = module;
        Parameter = parameter;
        Name = name;
        View = view;
        Tower = LayerNames.TowerOf(name);
        Block = LayerNames.BlockOf(name);
        IsBehindBlocks = LayerNames.IsBehindBlocks(name);
        IsCandidate = LayerNames.IsCandidate(name, huggingFace);
        Group = LayerNames.GroupOf(name);
    }

    /// <summary>Its name in the checkpoint's layout.</summary>
    public string Name { get; }

    /// <summary>The name of the module's parameter that it is, or is a part of.</summary>
    public string Parameter { get; }

    /// <summary>How it lies in the parameter.</summary>
    public LayerView View { get; }

    /// <summary>Its tower.</summary>
    public Tower Tower { get; }

    /// <summary>The number of its residual block; null outside the blocks.</summary>
    public int? Block { get; }

    /// <summary>Whether it works on what the last block made.</summary>
    public bool IsBehindBlocks { get; }

    /// <summary>Whether it may be chosen as the one layer that moves.</summary>
    public bool IsCandidate { get; }

    /// <summary>What it moves together with where groups move; see <see cref="LayerNames.GroupOf"/>.</summary>
    public string Group { get; }

    /// <summary>
    /// Whatever order of depth is asked for: before the blocks, by block, behind them. A change of this layer changes nothing that lies before it.
    /// </summary>
    public int Depth => LayerNames.DepthOf(Name);

    /// <summary>The module's parameter, all of it.</summary>
    public Parameter Whole => _module.get_parameter(Parameter)!;

    /// <summary>The tensor, a view that the caller's dispose scope owns; writing to it moves the model.</summary>
    public Tensor Value
    {
        get
        {
            using var noGrad = no_grad();
            return View.Of(Whole);
        }
    }
}
