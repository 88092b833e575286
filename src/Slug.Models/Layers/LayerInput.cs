namespace Slug.Models.Layers;

/// <summary>What a linear layer of a model is given: rows of numbers that its weight is multiplied with. Layers that are views of one parameter (queries, keys and values) share it.</summary>
/// <param name="Parameter">The module's parameter that takes it.</param>
/// <param name="Tower">Its tower.</param>
/// <param name="Width">Numbers in a row: a patch convolution's are those of a patch, in the order of its weight.</param>
/// <param name="InputFirst">Whether the parameter's rows, not its columns, stand for the input: the projections to the shared space are stored <c>[in, out]</c>.</param>
public sealed record LayerInput(string Parameter, Tower Tower, long Width, bool InputFirst);
