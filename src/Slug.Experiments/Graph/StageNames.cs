namespace Slug.Experiments.Graph;

/// <summary>The stages, under the same names for every family; a family leaves out what it has no use for.</summary>
public static class StageNames
{
    /// <summary>Fetches what the config names.</summary>
    public const string Download = "Download";

    /// <summary>Sorts ImageNet's validation images.</summary>
    public const string PrepareImageNet = "PrepareImageNet";

    /// <summary>Packs the sets.</summary>
    public const string CreateTars = "CreateTars";

    /// <summary>Makes the original model.</summary>
    public const string Pretrain = "Pretrain";

    /// <summary>Computes gradients and the layers' scores.</summary>
    public const string ComputeGrads = "ComputeGrads";

    /// <summary>Makes the models that have forgotten.</summary>
    public const string Unlearn = "Unlearn";

    /// <summary>Makes pictures or answers with the models.</summary>
    public const string Generate = "Generate";

    /// <summary>Measures models.</summary>
    public const string Evaluate = "Evaluate";

    /// <summary>Writes tables, figures and report.</summary>
    public const string Plot = "Plot";

    /// <summary>Writes models in the forms of other tools.</summary>
    public const string Export = "Export";
}
