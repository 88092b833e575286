namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public partial class Module
        {
            /// <summary>The module's parameters and persistent buffers by dotted name. The tensors are the module's own, not copies.</summary>
            /// <param name="destination">A dictionary to add to, or null for a new one.</param>
            /// <param name="prefix">A prefix for the names, without its dot.</param>
            public virtual Dictionary<string, Tensor> state_dict(Dictionary<string, Tensor>? destination = null, string? prefix = null)
            {
                destination ??= [];
                var start = string.IsNullOrEmpty(prefix) ? "" : prefix + ".";
                foreach (var (key, parameter) in named_parameters())
                    destination.TryAdd(start + key, parameter);
                foreach (var (key, buffer) in named_buffers())
                    destination.TryAdd(start + key, buffer);
                foreach (var (key, submodule) in named_children())
                    submodule.state_dict(destination, start + key);
                return destination;
            }

            /// <summary>Copies tensors into the module's parameters and buffers of the same names, converting device and type.</summary>
            /// <param name="source">Tensors by dotted name.</param>
            /// <param name="strict">Whether missing or unexpected names are an error.</param>
            /// <param name="skip">Names to leave alone, on both sides.</param>
            /// <returns>The module's names that the source lacks, and the source's names that the module lacks.</returns>
            /// <exception cref="InvalidOperationException">Names differ and <paramref name="strict"/> is set, or a shape differs.</exception>
            public virtual (IList<string> missing_keys, IList<string> unexpected_keyes) load_state_dict(
                Dictionary<string, Tensor> source, bool strict = true, IList<string>? skip = null)
            {
                skip ??= [];
                var destination = state_dict();
                var unexpected = source.Keys.Where(key => !skip.Contains(key) && !destination.ContainsKey(key)).ToList();
                var missing = destination.Keys.Where(key => !skip.Contains(key) && !source.ContainsKey(key)).ToList();
                if (strict && missing.Count + unexpected.Count > 0)
                {
                    throw new InvalidOperationException(
                        $"The state does not fit {GetName()}: missing [{string.Join(", ", missing)}], unexpected [{string.Join(", ", unexpected)}].");
                }

                var copies = source.Where(s => !skip.Contains(s.Key) && destination.ContainsKey(s.Key)).ToList();
                foreach (var (key, tensor) in copies)
                {
                    // copy_ would broadcast a smaller tensor without a word.
                    if (!destination[key].shape.AsSpan().SequenceEqual(tensor.shape))
                    {
                        throw new InvalidOperationException(
                            $"'{key}' of {GetName()} has shape [{string.Join(", ", destination[key].shape)}], the state has [{string.Join(", ", tensor.shape)}].");
                    }
                }

                using var noGrad = no_grad();
                foreach (var (key, tensor) in copies)
                    destination[key].copy_(tensor);
                return (missing, unexpected);
            }
        }
    }
}
