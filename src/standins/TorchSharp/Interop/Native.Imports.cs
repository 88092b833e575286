using System.Runtime.InteropServices;

namespace TorchSharp.Interop;

// The shim's functions (native/*.cpp). Those that only read a field skip the GC transition: they neither block nor call back.
internal static unsafe partial class Native
{
    internal const string Library = "slugtorch";

    static Native() => ShimLocator.Register();

    [LibraryImport(Library, EntryPoint = "slug_last_error")] internal static partial nint LastError();
    [LibraryImport(Library, EntryPoint = "slug_torch_version")] internal static partial nint TorchVersion();

    [LibraryImport(Library, EntryPoint = "slug_find", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint Find(string name, string overload);

    [LibraryImport(Library, EntryPoint = "slug_call")]
    private static partial int Call(nint op, NativeValue* arguments, int count, NativeValue* results, int capacity);

    [LibraryImport(Library, EntryPoint = "slug_tensor_free")] internal static partial void Free(nint tensor);
    [LibraryImport(Library, EntryPoint = "slug_tensor_alias")] internal static partial nint Alias(nint tensor);

    [LibraryImport(Library, EntryPoint = "slug_tensor_dim"), SuppressGCTransition] internal static partial long Dim(nint tensor);
    [LibraryImport(Library, EntryPoint = "slug_tensor_numel"), SuppressGCTransition] internal static partial long Numel(nint tensor);
    [LibraryImport(Library, EntryPoint = "slug_tensor_dtype"), SuppressGCTransition] internal static partial int Dtype(nint tensor);
    [LibraryImport(Library, EntryPoint = "slug_tensor_itemsize"), SuppressGCTransition] internal static partial long ItemSize(nint tensor);
    [LibraryImport(Library, EntryPoint = "slug_tensor_device_type"), SuppressGCTransition]
    internal static partial int DeviceKind(nint tensor);
    [LibraryImport(Library, EntryPoint = "slug_tensor_device_index"), SuppressGCTransition]
    internal static partial int DeviceIndex(nint tensor);
    [LibraryImport(Library, EntryPoint = "slug_tensor_sizes"), SuppressGCTransition]
    internal static partial void Sizes(nint tensor, long* target);
    [LibraryImport(Library, EntryPoint = "slug_tensor_strides"), SuppressGCTransition]
    internal static partial int Strides(nint tensor, long* target);
    [LibraryImport(Library, EntryPoint = "slug_tensor_offset"), SuppressGCTransition] internal static partial long Offset(nint tensor);
    [LibraryImport(Library, EntryPoint = "slug_tensor_is_contiguous"), SuppressGCTransition]
    internal static partial int IsContiguous(nint tensor);
    [LibraryImport(Library, EntryPoint = "slug_tensor_is_sparse"), SuppressGCTransition] internal static partial int IsSparse(nint tensor);
    [LibraryImport(Library, EntryPoint = "slug_tensor_data")] internal static partial nint Data(nint tensor);

    [LibraryImport(Library, EntryPoint = "slug_tensor_requires_grad"), SuppressGCTransition]
    internal static partial int RequiresGrad(nint tensor);
    [LibraryImport(Library, EntryPoint = "slug_tensor_set_requires_grad")] internal static partial int SetRequiresGrad(nint tensor, int on);
    [LibraryImport(Library, EntryPoint = "slug_tensor_is_leaf")] internal static partial int IsLeaf(nint tensor);
    [LibraryImport(Library, EntryPoint = "slug_tensor_retain_grad")] internal static partial int RetainGrad(nint tensor);
    [LibraryImport(Library, EntryPoint = "slug_tensor_grad")] internal static partial nint Grad(nint tensor);
    [LibraryImport(Library, EntryPoint = "slug_tensor_set_grad")] internal static partial int SetGrad(nint tensor, nint grad);

    [LibraryImport(Library, EntryPoint = "slug_backward")]
    internal static partial int Backward(
        nint* tensors, int count, nint* grads, int gradCount, int retainGraph, int createGraph, nint* inputs, int inputCount);

    [LibraryImport(Library, EntryPoint = "slug_grad")]
    internal static partial int GradOf(
        nint* outputs, int count, nint* inputs, int inputCount, nint* grads, int gradCount,
        int retainGraph, int createGraph, int allowUnused, nint* results);

    [LibraryImport(Library, EntryPoint = "slug_grad_enabled"), SuppressGCTransition] internal static partial int GradEnabled();
    [LibraryImport(Library, EntryPoint = "slug_set_grad_enabled"), SuppressGCTransition]
    internal static partial void SetGradEnabled(int on);
    [LibraryImport(Library, EntryPoint = "slug_inference_enabled")] internal static partial int InferenceEnabled();
    [LibraryImport(Library, EntryPoint = "slug_inference_enter")] internal static partial nint InferenceEnter(int on);
    [LibraryImport(Library, EntryPoint = "slug_inference_leave")] internal static partial void InferenceLeave(nint guard);
    [LibraryImport(Library, EntryPoint = "slug_anomaly_enabled")] internal static partial int AnomalyEnabled();
    [LibraryImport(Library, EntryPoint = "slug_set_anomaly")] internal static partial void SetAnomaly(int on, int checkNan);

    [LibraryImport(Library, EntryPoint = "slug_manual_seed")] internal static partial int ManualSeed(long seed);
    [LibraryImport(Library, EntryPoint = "slug_generator_default")]
    internal static partial nint GeneratorDefault(int deviceType, int index);
    [LibraryImport(Library, EntryPoint = "slug_generator_new")]
    internal static partial nint GeneratorNew(ulong seed, int deviceType, int index);
    [LibraryImport(Library, EntryPoint = "slug_generator_free")] internal static partial void GeneratorFree(nint generator);
    [LibraryImport(Library, EntryPoint = "slug_generator_seed")] internal static partial long GeneratorSeed(nint generator);
    [LibraryImport(Library, EntryPoint = "slug_generator_set_seed")]
    internal static partial int GeneratorSetSeed(nint generator, long seed);
    [LibraryImport(Library, EntryPoint = "slug_generator_state")] internal static partial nint GeneratorState(nint generator);
    [LibraryImport(Library, EntryPoint = "slug_generator_set_state")]
    internal static partial int GeneratorSetState(nint generator, nint state);

    [LibraryImport(Library, EntryPoint = "slug_num_threads")] internal static partial int NumThreads();
    [LibraryImport(Library, EntryPoint = "slug_set_num_threads")] internal static partial int SetNumThreads(int count);
    [LibraryImport(Library, EntryPoint = "slug_num_interop_threads")] internal static partial int NumInteropThreads();
    [LibraryImport(Library, EntryPoint = "slug_set_num_interop_threads")] internal static partial int SetNumInteropThreads(int count);

    [LibraryImport(Library, EntryPoint = "slug_cuda_device_count")] internal static partial int CudaDeviceCount();
    [LibraryImport(Library, EntryPoint = "slug_cudnn_available")] internal static partial int CudnnAvailable();
    [LibraryImport(Library, EntryPoint = "slug_cuda_synchronize")] internal static partial int CudaSynchronize(int index);
    [LibraryImport(Library, EntryPoint = "slug_allow_tf32")] internal static partial int AllowTf32(int which);
    [LibraryImport(Library, EntryPoint = "slug_set_allow_tf32")] internal static partial int SetAllowTf32(int which, int on);
}
