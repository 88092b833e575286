using System.Runtime.InteropServices;
using TorchSharp.Interop;

namespace TorchSharp;

// Versions, scopes, threads, CUDA.
public static partial class torch
{
    /// <summary>The version of libtorch that runs.</summary>
    public static string __version__ => Marshal.PtrToStringUTF8(Native.TorchVersion())!;

    /// <summary>A scope that disposes the tensors made on this thread until it ends.</summary>
    public static DisposeScope NewDisposeScope() => DisposeScopeManager.ThreadSingleton.NewDisposeScope();

    public static DisposeScope? CurrentDisposeScope => DisposeScopeManager.ThreadSingleton.CurrentDisposeScope;

    /// <summary>Runs the expression in a scope of its own; only its result outlives it.</summary>
    public static Tensor WrappedTensorDisposeScope(Func<Tensor> expr)
    {
        using var scope = NewDisposeScope();
        return expr().MoveToOuterDisposeScope();
    }

    public static int get_num_threads() => Native.NumThreads();

    public static void set_num_threads(int num) => Native.Check(Native.SetNumThreads(num));

    public static int get_num_interop_threads() => Native.NumInteropThreads();

    /// <summary>Sets the threads between operations; libtorch allows it once, before parallel work begins.</summary>
    public static void set_num_interop_threads(int num) => Native.Check(Native.SetNumInteropThreads(num));

    /// <summary>CUDA devices.</summary>
    public static partial class cuda
    {
        public static bool is_available() => device_count() > 0;

        public static bool is_cudnn_available() => Native.CudnnAvailable() != 0;

        public static int device_count() => Native.CudaDeviceCount();

        /// <summary>Seeds the current device's default generator; does nothing without a device.</summary>
        public static void manual_seed(long seed)
        {
            if (is_available())
                Seed(-1, seed);
        }

        /// <summary>Seeds every device's default generator.</summary>
        public static void manual_seed_all(long seed)
        {
            for (int i = 0; i < device_count(); i++)
                Seed(i, seed);
        }

        private static void Seed(int index, long seed)
        {
            nint generator = Native.GeneratorDefault((int)DeviceType.CUDA, index);
            if (generator == 0)
                throw Native.Failure();
            int code = Native.GeneratorSetSeed(generator, seed);
            Native.GeneratorFree(generator);
            Native.Check(code);
        }

        /// <summary>Waits for the device's work, the current device's for null.</summary>
        public static void synchronize(Device? device = null) => Native.Check(Native.CudaSynchronize(device?.index ?? -1));
    }

    /// <summary>Switches of the libraries below libtorch.</summary>
    public static partial class backends
    {
        public static partial class cuda
        {
            public static partial class matmul
            {
                /// <summary>Whether float32 products on the GPU may round their inputs to TF32.</summary>
                public static bool allow_tf32
                {
                    get => Native.Check(Native.AllowTf32(0)) != 0;
                    set => Native.Check(Native.SetAllowTf32(0, value ? 1 : 0));
                }
            }
        }

        public static partial class cudnn
        {
            /// <summary>Whether float32 convolutions on the GPU may round their inputs to TF32.</summary>
            public static bool allow_tf32
            {
                get => Native.Check(Native.AllowTf32(1)) != 0;
                set => Native.Check(Native.SetAllowTf32(1, value ? 1 : 0));
            }
        }
    }
}
