using System.Reflection;
using TorchSharp.Modules;
using TorchSharp.Utils;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public partial class Module
        {
            private bool _componentsRegistered;

            /// <summary>Registers a tensor that is part of the module's state but takes no gradient.</summary>
            /// <param name="name">The buffer's name within this module.</param>
            /// <param name="tensor">The buffer.</param>
            /// <param name="persistent">Whether the buffer belongs to the state dict, is moved and is listed.</param>
            /// <exception cref="ArgumentNullException"><paramref name="tensor"/> is null or disposed.</exception>
            /// <exception cref="InvalidOperationException">A buffer of that name exists.</exception>
            public virtual void register_buffer(string name, Tensor tensor, bool persistent = true)
            {
                if (tensor is null || tensor.IsInvalid)
                    throw new ArgumentNullException(nameof(tensor), $"Buffer '{name}' of {GetName()} is null or disposed.");
                if (!_buffers.TryAdd(name, (tensor, persistent)))
                    throw new InvalidOperationException($"{GetName()} already has a buffer '{name}'.");
            }

            /// <summary>Registers a parameter.</summary>
            /// <param name="name">The parameter's name within this module.</param>
            /// <param name="param">The parameter.</param>
            /// <exception cref="ArgumentNullException"><paramref name="param"/> is null or disposed.</exception>
            /// <exception cref="InvalidOperationException">A parameter of that name exists.</exception>
            public virtual void register_parameter(string name, Parameter param)
            {
                if (param is null || param.IsInvalid)
                    throw new ArgumentNullException(nameof(param), $"Parameter '{name}' of {GetName()} is null or disposed.");
                if (!_parameters.TryAdd(name, param))
                    throw new InvalidOperationException($"{GetName()} already has a parameter '{name}'.");
            }

            /// <summary>The same as <see cref="register_module"/>.</summary>
            /// <param name="name">The sub-module's name within this module.</param>
            /// <param name="module">The sub-module.</param>
            public void add_module(string name, Module module) => register_module(name, module);

            /// <summary>Registers a sub-module, after letting it register its own components; null removes the name.</summary>
            /// <param name="name">The sub-module's name within this module, without dots.</param>
            /// <param name="submodule">The sub-module.</param>
            /// <exception cref="ArgumentException">The name is empty or has a dot.</exception>
            /// <exception cref="InvalidOperationException">A sub-module of that name exists.</exception>
            public virtual void register_module(string name, Module submodule)
            {
                if (submodule is null || submodule._disposed)
                {
                    _submodules.Remove(name);
                    return;
                }
                AddSubmodule(name, submodule, () => submodule.RegisterComponents());
            }

            /// <summary>Registers a sub-module as it is: what it has not registered itself stays out.</summary>
            private protected void register_module_as_is(string name, Module submodule) => AddSubmodule(name, submodule, null);

            private void AddSubmodule(string name, Module submodule, Action? prepare)
            {
                if (string.IsNullOrEmpty(name) || name.Contains('.'))
                    throw new ArgumentException($"'{name}' cannot name a sub-module of {GetName()}: it is empty or has a dot.", nameof(name));
                if (_submodules.ContainsKey(name))
                    throw new InvalidOperationException($"{GetName()} already has a sub-module '{name}'.");
                prepare?.Invoke();
                _submodules.Add(name, submodule);
            }

            /// <summary>
            /// Registers every field that holds a module, parameter or tensor and is not registered yet, under its name or its
            /// <see cref="ComponentNameAttribute"/>. A plain tensor field becomes a persistent buffer. A module's constructor calls it last.
            /// </summary>
            protected virtual void RegisterComponents()
            {
                if (_componentsRegistered)
                    return;
                foreach (var (fieldName, field) in ComponentFields())
                {
                    if (_submodules.ContainsKey(fieldName) || _parameters.ContainsKey(fieldName) || _buffers.ContainsKey(fieldName))
                        continue;
                    switch (field.GetValue(this))
                    {
                        case Module module:
                            register_module(fieldName, module);
                            break;
                        case Parameter parameter:
                            register_parameter(fieldName, parameter);
                            break;
                        case Tensor tensor:
                            register_buffer(fieldName, tensor);
                            break;
                    }
                }
                _componentsRegistered = true;
            }

            /// <summary>Registers, replaces (or, with null, removes) a parameter, for the setters of module properties.</summary>
            /// <param name="name">The parameter's name within this module.</param>
            /// <param name="value">The parameter.</param>
            protected void ConditionallyRegisterParameter(string name, Parameter? value)
            {
                if (value is null)
                    _parameters.Remove(name);
                else
                    _parameters[name] = value;
            }

            /// <summary>Registers, replaces (or, with null, removes) a buffer, for the setters of module properties.</summary>
            /// <param name="name">The buffer's name within this module.</param>
            /// <param name="value">The buffer.</param>
            /// <param name="persistent">Whether the buffer belongs to the state dict, is moved and is listed.</param>
            protected void ConditionallyRegisterBuffer(string name, Tensor? value, bool persistent = true)
            {
                if (value is null)
                    _buffers.Remove(name);
                else
                    _buffers[name] = (value, persistent);
            }

            /// <summary>The instance fields of the module's class and its bases, in that order, with the names they register under.</summary>
            private IEnumerable<(string Name, FieldInfo Field)> ComponentFields()
            {
                const BindingFlags Own = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.DeclaredOnly;
                var seen = new HashSet<string>();
                for (var type = GetType(); type is not null && type != typeof(Module); type = type.BaseType)
                {
                    foreach (var field in type.GetFields(Own))
                    {
                        if (seen.Add(field.Name))
                            yield return (field.GetCustomAttribute<ComponentNameAttribute>()?.Name ?? field.Name, field);
                    }
                }
            }
        }
    }
}
