using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Neural networks: modules, losses and what they are made of.</summary>
    public static partial class nn
    {
        /// <inheritdoc cref="Modules.Parameter(Tensor, bool)"/>
        public static Parameter Parameter(Tensor data, bool requires_grad = true) => new(data, requires_grad);

        /// <summary>An affine map <c>y = x Wᵀ + b</c>, initialised uniformly in ±1/√in.</summary>
        /// <param name="inputSize">Width of the input.</param>
        /// <param name="outputSize">Width of the output.</param>
        /// <param name="hasBias">Whether there is a bias.</param>
        /// <param name="device">Where the parameters live.</param>
        /// <param name="dtype">The parameters' type.</param>
        public static Linear Linear(long inputSize, long outputSize, bool hasBias = true, Device? device = null, ScalarType? dtype = null) =>
            new(inputSize, outputSize, hasBias, device, dtype);

        /// <summary>An affine map with given parameters.</summary>
        /// <param name="weight">Shape <c>[out, in]</c>.</param>
        /// <param name="bias">Shape <c>[out]</c>, or null.</param>
        public static Linear Linear(Parameter weight, Parameter? bias = null) => new(weight, bias);

        /// <summary>Layer normalisation over the last dimensions.</summary>
        /// <param name="normalized_shape">Their shape.</param>
        /// <param name="eps">What is added to the variance.</param>
        /// <param name="elementwise_affine">Whether there is a gain.</param>
        /// <param name="bias">Whether there is a bias, when there is a gain.</param>
        /// <param name="device">Where the parameters live.</param>
        /// <param name="dtype">The parameters' type.</param>
        public static LayerNorm LayerNorm(long[] normalized_shape, double eps = 1e-05, bool elementwise_affine = true, bool bias = true,
            Device? device = null, ScalarType? dtype = null) => new(normalized_shape, eps, elementwise_affine, bias, device, dtype);

        /// <summary>Layer normalisation over the last dimension.</summary>
        /// <param name="normalized_shape">Its size.</param>
        /// <param name="eps">What is added to the variance.</param>
        /// <param name="elementwise_affine">Whether there is a gain.</param>
        /// <param name="bias">Whether there is a bias, when there is a gain.</param>
        /// <param name="device">Where the parameters live.</param>
        /// <param name="dtype">The parameters' type.</param>
        public static LayerNorm LayerNorm(long normalized_shape, double eps = 1e-05, bool elementwise_affine = true, bool bias = true,
            Device? device = null, ScalarType? dtype = null) => new([normalized_shape], eps, elementwise_affine, bias, device, dtype);

        /// <summary>A table of vectors, initialised from the standard normal distribution.</summary>
        /// <param name="num_embeddings">Entries.</param>
        /// <param name="embedding_dims">Width.</param>
        /// <param name="padding_idx">An entry that is zero and takes no gradient.</param>
        /// <param name="max_norm">Not part of this stand-in: null.</param>
        /// <param name="norm_type">The norm for <paramref name="max_norm"/>.</param>
        /// <param name="scale_grad_by_freq">Whether gradients are divided by how often an id occurs.</param>
        /// <param name="sparse">Whether gradients are sparse.</param>
        /// <param name="device">Where the table lives.</param>
        /// <param name="dtype">The table's type.</param>
        /// <exception cref="NotSupportedException"><paramref name="max_norm"/> is given.</exception>
        public static Embedding Embedding(long num_embeddings, long embedding_dims, long? padding_idx = null, double? max_norm = null,
            double norm_type = 2.0, bool scale_grad_by_freq = false, bool sparse = false, Device? device = null, ScalarType? dtype = null)
        {
            var table = Parameter(init.normal_(empty(num_embeddings, embedding_dims, dtype, device)));
            if (padding_idx is { } row)
            {
                using var noGrad = no_grad();
                using var padding = table[row];
                padding.zero_();
            }
            return new Embedding(table, padding_idx, max_norm, scale_grad_by_freq, sparse);
        }

        /// <summary>A table of given vectors.</summary>
        /// <param name="embeddings">Shape <c>[entries, width]</c>; the module holds a copy.</param>
        /// <param name="freeze">Whether the table takes no gradient.</param>
        /// <param name="padding_idx">An entry that takes no gradient.</param>
        /// <param name="max_norm">Not part of this stand-in: null.</param>
        /// <param name="norm_type">The norm for <paramref name="max_norm"/>.</param>
        /// <param name="scale_grad_by_freq">Whether gradients are divided by how often an id occurs.</param>
        /// <param name="sparse">Whether gradients are sparse.</param>
        /// <param name="device">Where the table lives.</param>
        /// <param name="dtype">The table's type.</param>
        /// <exception cref="NotSupportedException"><paramref name="max_norm"/> is given.</exception>
        public static Embedding Embedding_from_pretrained(Tensor embeddings, bool freeze = true, long? padding_idx = null, double? max_norm = null,
            double norm_type = 2.0, bool scale_grad_by_freq = false, bool sparse = false, Device? device = null, ScalarType? dtype = null)
        {
            using var values = embeddings.detach();
            var table = Parameter(values.to(dtype ?? embeddings.dtype, device ?? embeddings.device, true), !freeze);
            return new Embedding(table, padding_idx, max_norm, scale_grad_by_freq, sparse);
        }

        /// <summary>A chain of no modules, to append to.</summary>
        public static Sequential Sequential() => new(Array.Empty<Module<Tensor, Tensor>>());

        /// <summary>A chain of named modules, which it owns.</summary>
        /// <param name="modules">Names and modules in order.</param>
        public static Sequential Sequential(params (string name, Module<Tensor, Tensor> submodule)[] modules) => new(modules);

        /// <summary>A chain of modules, which it owns, named by their places.</summary>
        /// <param name="modules">Modules in order.</param>
        public static Sequential Sequential(params Module<Tensor, Tensor>[] modules) => new(modules);

        /// <summary>A chain of named modules, which it owns.</summary>
        /// <param name="modules">Names and modules in order.</param>
        public static Sequential Sequential(IEnumerable<(string name, Module<Tensor, Tensor> submodule)> modules) => new(modules.ToArray());

        /// <summary>A chain of modules, which it owns, named by their places.</summary>
        /// <param name="modules">Modules in order.</param>
        public static Sequential Sequential(IEnumerable<Module<Tensor, Tensor>> modules) => new(modules.ToArray());

        /// <summary>A list of modules, named by their places.</summary>
        /// <param name="modules">Modules in order.</param>
        public static ModuleList<Module> ModuleList(params Module[] modules) => new(modules);

        /// <summary>A list of modules, named by their places.</summary>
        /// <typeparam name="T">The modules' type.</typeparam>
        /// <param name="modules">Modules in order.</param>
        public static ModuleList<T> ModuleList<T>(params T[] modules) where T : Module => new(modules);
    }
}
