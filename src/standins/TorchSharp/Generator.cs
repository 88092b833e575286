using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>A stream of random numbers with a seed of its own.</summary>
    public class Generator : IDisposable
    {
        private nint _handle;

        public Generator(ulong seed = 0, Device? device = null) : this(New(seed, device ?? CPU), device ?? CPU)
        {
        }

        private Generator(nint handle, Device device)
        {
            _handle = handle != 0 ? handle : throw Native.Failure();
            this.device = device;
        }

        ~Generator() => Dispose(false);

        /// <summary>The native generator.</summary>
        /// <exception cref="ObjectDisposedException">The generator has been disposed.</exception>
        public nint Handle
        {
            get
            {
                ObjectDisposedException.ThrowIf(_handle == 0, this);
                return _handle;
            }
        }

        public Device device { get; private set; }

        /// <summary>The stream that operations on the CPU take when none is named.</summary>
        public static Generator Default => new(Native.GeneratorDefault((int)DeviceType.CPU, -1), CPU);

        public Generator manual_seed(long seed)
        {
            Native.Check(Native.GeneratorSetSeed(Handle, seed));
            return this;
        }

        /// <summary>Takes a seed from the system's randomness and returns it.</summary>
        public long seed()
        {
            long seed = Random.Shared.NextInt64();
            manual_seed(seed);
            return seed;
        }

        public long initial_seed() => Native.GeneratorSeed(Handle);

        public Tensor get_state() => Native.GeneratorState(Handle) is var state and not 0 ? new Tensor(state) : throw Native.Failure();

        public void set_state(Tensor value)
        {
            Native.Check(Native.GeneratorSetState(Handle, value.Handle));
            GC.KeepAlive(value);
        }

        public void Dispose()
        {
            Dispose(true);
            GC.SuppressFinalize(this);
        }

        protected virtual void Dispose(bool disposing)
        {
            if (Interlocked.Exchange(ref _handle, 0) is var handle and not 0)
                Native.GeneratorFree(handle);
        }

        private static nint New(ulong seed, Device device) => Native.GeneratorNew(seed, (int)device.type, device.index);
    }

    /// <summary>Seeds the default generators of all devices.</summary>
    public static Generator manual_seed(long seed) => random.manual_seed(seed);

    public static long seed() => random.seed();

    public static long initial_seed() => random.initial_seed();

    public static Tensor get_rng_state() => random.get_rng_state();

    public static void set_rng_state(Tensor new_state) => random.set_rng_state(new_state);

    /// <summary>The default generator.</summary>
    public static partial class random
    {
        public static Generator manual_seed(long seed)
        {
            Native.Check(Native.ManualSeed(seed));
            return Generator.Default;
        }

        public static long seed()
        {
            using var generator = Generator.Default;
            return generator.seed();
        }

        public static long initial_seed()
        {
            using var generator = Generator.Default;
            return generator.initial_seed();
        }

        public static Tensor get_rng_state()
        {
            using var generator = Generator.Default;
            return generator.get_state();
        }

        public static void set_rng_state(Tensor new_state)
        {
            using var generator = Generator.Default;
            generator.set_state(new_state);
        }
    }
}
