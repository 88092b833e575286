using System.Runtime.CompilerServices;
using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>
    /// A libtorch tensor: one reference to it, given back by Dispose, by the <see cref="DisposeScope"/> that it was made in, or in the
    /// end by the finalizer.
    /// </summary>
    public partial class Tensor : IDisposable
    {
        private static long s_totalCount;
        private static long s_peakCount;

        private nint _handle;

        internal Tensor(nint handle, bool register = true)
        {
            _handle = handle;
            long count = Interlocked.Increment(ref s_totalCount);
            // A lost race leaves the peak a little low, as in the real package; it is for diagnosis.
            if (count > s_peakCount)
                s_peakCount = count;
            if (register)
                OwningDisposeScope = DisposeScopeManager.ThreadSingleton.RegisterOnCurrentDisposeScope(this);
        }

        ~Tensor() => Dispose(false);

        internal DisposeScope? OwningDisposeScope { get; set; }

        /// <summary>A name for people; libtorch does not see it.</summary>
        public string? name { get; set; }

        /// <summary>How many tensors are alive in managed code, on all threads.</summary>
        public static long TotalCount => Interlocked.Read(ref s_totalCount);

        /// <summary>The most that <see cref="TotalCount"/> has been.</summary>
        public static long PeakCount => s_peakCount;

        /// <summary>Whether the tensor has been disposed.</summary>
        public bool IsInvalid => _handle == 0;

        /// <summary>The native tensor.</summary>
        /// <exception cref="InvalidOperationException">The tensor has been disposed.</exception>
        public nint Handle => _handle != 0 ? _handle : throw Disposed();

        public void Dispose()
        {
            Dispose(true);
            GC.SuppressFinalize(this);
        }

        /// <summary>Gives the native tensor back. From the finalizer only that: scopes and counts belong to their threads.</summary>
        protected virtual void Dispose(bool disposing)
        {
            nint handle = Interlocked.Exchange(ref _handle, 0);
            if (handle == 0)
                return;
            if (disposing)
            {
                DisposeScopeManager.ThreadSingleton.DisposingOnCurrentScope(this);
                OwningDisposeScope?.MarkAsDisposed(this);
            }

            Interlocked.Decrement(ref s_totalCount);
            Native.Free(handle);
        }

        /// <summary>Hands the tensor to the scope around the one that it is in.</summary>
        public Tensor MoveToOuterDisposeScope()
        {
            OwningDisposeScope?.MoveToOuter(this);
            return this;
        }

        /// <summary>Takes the tensor out of all scopes: the caller disposes it.</summary>
        public Tensor DetachFromDisposeScope()
        {
            OwningDisposeScope?.Detach(this);
            return this;
        }

        /// <summary>Hands the tensor to the scope that the other one is in.</summary>
        public Tensor MoveToOtherDisposeScope(Tensor other) => MoveToOtherDisposeScope(other.OwningDisposeScope);

        public Tensor MoveToOtherDisposeScope(DisposeScope? other)
        {
            if (OwningDisposeScope is null)
                other?.Attach(this);
            else
                OwningDisposeScope.MoveToOther(other, this);
            return this;
        }

        /// <summary>Another reference to the same native tensor, to be disposed on its own.</summary>
        public Tensor alias() => new(Alive(Native.Alias(Handle)));

        /// <inheritdoc/>
        public override bool Equals(object? obj) => obj is Tensor other && Equals(other);

        /// <summary>Whether both have the same shape and equal elements.</summary>
        public bool Equals(Tensor? target) => target is not null && Native.CallBool("equal", this, target);

        /// <inheritdoc/>
        public override int GetHashCode() => RuntimeHelpers.GetHashCode(this);

        /// <summary>Gives up the native tensor without freeing it: a parameter takes it over.</summary>
        internal nint MoveHandle()
        {
            GC.SuppressFinalize(this);
            Interlocked.Decrement(ref s_totalCount);
            return Interlocked.Exchange(ref _handle, 0);
        }

        // Evaluated after its argument, it keeps this tensor from being finalized while native code looks at it.
        private T Alive<T>(T result)
        {
            GC.KeepAlive(this);
            return result;
        }

        private static InvalidOperationException Disposed() =>
            new("Tensor invalid: it has been disposed, by Dispose or by the end of its DisposeScope.");
    }
}
