using System.Reflection;
using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public partial class Module
        {
            /// <summary>Moves and converts parameters and buffers; see <see cref="ModuleExtensionMethods"/>.</summary>
            /// <param name="device">The target device.</param>
            /// <param name="dtype">The target element type.</param>
            /// <param name="non_blocking">Whether copies may run asynchronously.</param>
            /// <returns>This module.</returns>
            protected internal virtual Module _to(Device device, ScalarType dtype, bool non_blocking) =>
                Replace(CheckType(dtype), CheckDevice(device.type, device.index), non_blocking);

            /// <summary>Moves parameters and buffers; see <see cref="ModuleExtensionMethods"/>.</summary>
            /// <param name="deviceType">The target device's type.</param>
            /// <param name="deviceIndex">The target device's index.</param>
            /// <param name="non_blocking">Whether copies may run asynchronously.</param>
            /// <returns>This module.</returns>
            protected internal virtual Module _to(DeviceType deviceType, int deviceIndex, bool non_blocking) =>
                Replace(null, CheckDevice(deviceType, deviceIndex), non_blocking);

            /// <summary>Converts parameters and buffers; see <see cref="ModuleExtensionMethods"/>.</summary>
            /// <param name="dtype">The target element type.</param>
            /// <param name="non_blocking">Whether copies may run asynchronously.</param>
            /// <returns>This module.</returns>
            protected internal virtual Module _to(ScalarType dtype, bool non_blocking) => Replace(CheckType(dtype), null, non_blocking);

            private static ScalarType CheckType(ScalarType dtype) => dtype.IsFloatingPoint() || dtype.IsComplex()
                ? dtype
                : throw new ArgumentException($"A module's parameters can be converted to floating point or complex types, not to {dtype}.", nameof(dtype));

            private static Device CheckDevice(DeviceType type, int index)
            {
                if (type != DeviceType.CUDA)
                    return new Device(type, -1);
                if (!cuda.is_available())
                    throw new InvalidOperationException("CUDA is not available.");
                return new Device(type, Math.Max(index, 0));
            }

            private Module Replace(ScalarType? dtype, Device? device, bool non_blocking)
            {
                foreach (var (_, child) in named_children())
                {
                    if (device is null)
                        child._to(dtype!.Value, non_blocking);
                    else if (dtype is null)
                        child._to(device.type, device.index, non_blocking);
                    else
                        child._to(device, dtype.Value, non_blocking);
                }

                // A component may also be held by a property of its name (whose setter then disposes the old one and registers
                // the new one) or by a field, which must not keep the old tensor.
                var fields = ComponentFields().ToLookup(f => f.Name, f => f.Field);
                foreach (var (key, old) in named_parameters(false).ToList())
                {
                    if (Converted(old, dtype, device) is not { } parameter)
                        continue;
                    if (OwnProperty(key) is { } property)
                    {
                        property.SetValue(this, parameter);
                        continue;
                    }
                    old.Dispose();
                    ConditionallyRegisterParameter(key, parameter);
                    fields[key].FirstOrDefault()?.SetValue(this, parameter);
                }
                foreach (var (key, old) in named_buffers(false).ToList())
                {
                    if (Converted(old, dtype, device) is not { } buffer)
                        continue;
                    if (OwnProperty(key) is { } property)
                    {
                        property.SetValue(this, buffer);
                        continue;
                    }
                    old.Dispose();
                    ConditionallyRegisterBuffer(key, buffer);
                    fields[key].FirstOrDefault()?.SetValue(this, buffer);
                }
                return this;
            }

            private PropertyInfo? OwnProperty(string key) =>
                GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance).FirstOrDefault(p => p.Name == key);

            private static Parameter? Converted(Parameter old, ScalarType? dtype, Device? device)
            {
                var (type, place) = Target(old, dtype, device);
                if (type == old.dtype && SameDevice(place, old.device))
                    return null;
                // Without gradient tracking: the new parameter must be a leaf.
                using var noGrad = no_grad();
                var parameter = new Parameter(old.to(type, place), old.requires_grad);
                parameter.DetachFromDisposeScope();
                using var grad = old.grad;
                if (grad is not null)
                {
                    using var moved = grad.to(type, place);
                    parameter.grad = moved;
                }
                return parameter;
            }

            private static Tensor? Converted(Tensor old, ScalarType? dtype, Device? device)
            {
                var (type, place) = Target(old, dtype, device);
                return type == old.dtype && SameDevice(place, old.device) ? null : old.to(type, place).DetachFromDisposeScope();
            }

            private static (ScalarType Type, Device Device) Target(Tensor old, ScalarType? dtype, Device? device) =>
                (dtype is { } type && (old.dtype.IsFloatingPoint() || old.dtype.IsComplex()) ? type : old.dtype, device ?? old.device);

            private static bool SameDevice(Device a, Device b) => a.type == b.type && Math.Max(a.index, 0) == Math.Max(b.index, 0);
        }
    }
}
