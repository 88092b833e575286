using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>No gradients on this thread until disposed.</summary>
    public static IDisposable no_grad() => new GradMode(false);

    public static IDisposable enable_grad(bool enabled = true) => new GradMode(enabled);

    public static IDisposable set_grad_enabled(bool mode = true) => new GradMode(mode);

    public static bool is_grad_enabled() => Native.GradEnabled() != 0;

    /// <summary>No gradients and no version counts on this thread until disposed.</summary>
    public static IDisposable inference_mode(bool mode = true) => new InferenceMode(mode);

    public static bool is_inference_mode_enabled() => Native.InferenceEnabled() != 0;

    private sealed class GradMode : IDisposable
    {
        private readonly int _before = Native.GradEnabled();

        public GradMode(bool enabled) => Native.SetGradEnabled(enabled ? 1 : 0);

        public void Dispose() => Native.SetGradEnabled(_before);
    }

    // No finalizer: the native guard restores the state of the thread that made it, so it must not be freed on another.
    private sealed class InferenceMode(bool mode) : IDisposable
    {
        private nint _guard = Native.InferenceEnter(mode ? 1 : 0);

        public void Dispose()
        {
            if (_guard != 0)
                Native.InferenceLeave(_guard);
            _guard = 0;
        }
    }
}

/// <summary>Anomaly detection in backward, until disposed.</summary>
public class AnomalyMode : IDisposable
{
    private readonly bool _before = IsEnabled;

    public AnomalyMode(bool enabled, bool check_nan = true) => Native.SetAnomaly(enabled ? 1 : 0, check_nan ? 1 : 0);

    public static bool IsEnabled => Native.AnomalyEnabled() != 0;

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing) => Native.SetAnomaly(_before ? 1 : 0, 1);
}
