using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public partial class Module
        {
            /// <summary>The parameters with their dotted names, own ones first; a shared parameter is listed once, under its first name.</summary>
            /// <param name="recurse">Whether to go into sub-modules.</param>
            public virtual IEnumerable<(string name, Parameter parameter)> named_parameters(bool recurse = true)
            {
                var seen = new HashSet<Parameter>(ReferenceEqualityComparer.Instance);
                foreach (var (key, parameter) in _parameters)
                {
                    if (!parameter.IsInvalid && seen.Add(parameter))
                        yield return (key, parameter);
                }
                if (!recurse)
                    yield break;
                foreach (var (prefix, submodule) in _submodules)
                {
                    foreach (var (key, parameter) in submodule.named_parameters())
                    {
                        if (seen.Add(parameter))
                            yield return ($"{prefix}.{key}", parameter);
                    }
                }
            }

            /// <summary>The persistent buffers with their dotted names. As in TorchSharp 0.106, non-persistent ones are never listed.</summary>
            /// <param name="recurse">Whether to go into sub-modules.</param>
            /// <param name="include_nonpersistent">Without effect, as in TorchSharp 0.106.</param>
            public virtual IEnumerable<(string name, Tensor buffer)> named_buffers(bool recurse = true, bool include_nonpersistent = true)
            {
                var seen = new HashSet<Tensor>(ReferenceEqualityComparer.Instance);
                foreach (var (key, (buffer, persistent)) in _buffers)
                {
                    if (persistent && !buffer.IsInvalid && seen.Add(buffer))
                        yield return (key, buffer);
                }
                if (!recurse)
                    yield break;
                foreach (var (prefix, submodule) in _submodules)
                {
                    foreach (var (key, buffer) in submodule.named_buffers(true, include_nonpersistent))
                    {
                        if (seen.Add(buffer))
                            yield return ($"{prefix}.{key}", buffer);
                    }
                }
            }

            /// <summary>The parameters, in the order of <see cref="named_parameters"/>.</summary>
            /// <param name="recurse">Whether to go into sub-modules.</param>
            public virtual IEnumerable<Parameter> parameters(bool recurse = true) => named_parameters(recurse).Select(p => p.parameter);

            /// <summary>The persistent buffers, in the order of <see cref="named_buffers"/>.</summary>
            /// <param name="recurse">Whether to go into sub-modules.</param>
            /// <param name="include_nonpersistent">Without effect, as in TorchSharp 0.106.</param>
            public virtual IEnumerable<Tensor> buffers(bool recurse = true, bool include_nonpersistent = true) =>
                named_buffers(recurse, include_nonpersistent).Select(b => b.buffer);

            /// <summary>The direct sub-modules with their names.</summary>
            public virtual IEnumerable<(string name, Module module)> named_children() => _submodules.Select(s => (s.Key, s.Value));

            /// <summary>All sub-modules with their dotted names, without this module: the direct ones first, then theirs.</summary>
            public virtual IEnumerable<(string name, Module module)> named_modules()
            {
                foreach (var (key, submodule) in _submodules)
                    yield return (key, submodule);
                foreach (var (prefix, submodule) in _submodules)
                {
                    foreach (var (key, module) in submodule.named_modules())
                        yield return ($"{prefix}.{key}", module);
                }
            }

            /// <summary>The direct sub-modules.</summary>
            public virtual IEnumerable<Module> children() => named_children().Select(c => c.module);

            /// <summary>All sub-modules, in the order of <see cref="named_modules"/>.</summary>
            public virtual IEnumerable<Module> modules() => named_modules().Select(m => m.module);

            /// <summary>Whether there is a parameter of that dotted name.</summary>
            /// <param name="target">The name.</param>
            public virtual bool has_parameter(string target) => get_parameter(target) is not null;

            /// <summary>Whether there is a buffer of that dotted name.</summary>
            /// <param name="target">The name.</param>
            public virtual bool has_buffer(string target) => get_buffer(target) is not null;

            /// <summary>The parameter of a dotted name, or null.</summary>
            /// <param name="target">The name.</param>
            public virtual Parameter? get_parameter(string target) =>
                _parameters.TryGetValue(target, out var own) ? own : Descend(target, (child, rest) => child.get_parameter(rest));

            /// <summary>The buffer of a dotted name, or null.</summary>
            /// <param name="target">The name.</param>
            public virtual Tensor? get_buffer(string target) =>
                _buffers.TryGetValue(target, out var own) ? own.Tensor : Descend(target, (child, rest) => child.get_buffer(rest));

            private T? Descend<T>(string target, Func<Module, string, T?> look) where T : class
            {
                var dot = target.IndexOf('.', StringComparison.Ordinal);
                return dot > 0 && _submodules.TryGetValue(target[..dot], out var child) ? look(child, target[(dot + 1)..]) : null;
            }
        }
    }
}
