using TorchSharp.Interop;

namespace TorchSharp;

// Random numbers written over the elements.
public static partial class torch
{
    public partial class Tensor
    {
        public Tensor uniform_(double from, double to, Generator? generator = null) =>
            Native.InPlace(this, "uniform_", this, from, to, generator);

        public Tensor normal_(double mean = 0, double std = 1, Generator? generator = null) =>
            Native.InPlace(this, "normal_", this, mean, std, generator);

        public Tensor bernoulli_(double p = 0.5, Generator? generator = null) =>
            Native.InPlace(this, "bernoulli_.float", this, p, generator);

        public Tensor bernoulli(Generator? generator = null) => Native.Call("bernoulli", this, generator);

        public Tensor exponential_(double lambda = 1, Generator? generator = null) =>
            Native.InPlace(this, "exponential_", this, lambda, generator);

        public Tensor multinomial(long num_samples, bool replacement = false, Generator? generator = null) =>
            Native.Call("multinomial", this, num_samples, replacement, generator);
    }
}
