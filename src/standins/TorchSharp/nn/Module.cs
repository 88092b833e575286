using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>
        /// The base of all modules: a named tree of parameters, buffers and sub-modules. Modules are plain managed objects here;
        /// only the tensors that they own are native.
        /// </summary>
        public partial class Module : IDisposable
        {
            private readonly OrderedDictionary<string, Module> _submodules = [];
            private readonly OrderedDictionary<string, (Tensor Tensor, bool Persistent)> _buffers = [];
            private readonly OrderedDictionary<string, Parameter> _parameters = [];
            private bool _disposed;

            /// <summary>The name given to the constructor, which <see cref="GetName"/> returns.</summary>
            protected string? name;

            /// <summary>Makes an empty module in training mode.</summary>
            /// <param name="name">A name for messages; it takes no part in the names of parameters.</param>
            protected Module(string name) => this.name = name;

            /// <summary>The name given to the constructor.</summary>
            public virtual string GetName() => name ?? GetType().Name;

            /// <summary>Disposes the module's parameters, buffers and sub-modules.</summary>
            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            /// <summary>Disposes the module's parameters, buffers and sub-modules. A second call does nothing.</summary>
            /// <param name="disposing">Whether the call comes from <see cref="Dispose()"/>.</param>
            protected virtual void Dispose(bool disposing)
            {
                if (!disposing || _disposed)
                    return;
                _disposed = true;
                foreach (var parameter in _parameters.Values)
                    parameter.DetachFromDisposeScope().Dispose();
                foreach (var (buffer, _) in _buffers.Values)
                    buffer.DetachFromDisposeScope().Dispose();
                foreach (var submodule in _submodules.Values)
                    submodule.Dispose();
            }
        }
    }
}
