using System.Runtime.ExceptionServices;
using static TorchSharp.torch;

namespace Slug.Models.Training;

/// <summary>
/// Two computations at the same time, each with half of libtorch's threads: operations on small tensors gain little by a second thread, two computations gain one each.
/// With one thread the two run one after the other, to the same bytes; so do the first two: where two threads are the first to run a convolution of the same shape at the same
/// time, oneDNN 3.7.1 now and then ends the process (<c>brgemm_convolution_fwd_t</c> writes to address 0).
/// </summary>
public sealed class SideBySide : IDisposable
{
    private readonly int _threads = get_num_threads();
    private readonly SemaphoreSlim _begin = new(0), _end = new(0);
    private readonly Thread? _second;
    private Action? _work;
    private ExceptionDispatchInfo? _failure;
    private bool _isWarm;

    /// <summary>Starts the second thread. Until this is disposed, the calling thread has half of libtorch's threads.</summary>
    /// <param name="isWarm">Whether what is computed was computed before in this process, with the same shapes and not at the same time.</param>
    public SideBySide(bool isWarm = false)
    {
        _isWarm = isWarm;
        if (_threads < 2) return;
        set_num_threads(_threads / 2);
        _second = new Thread(Serve) { IsBackground = true, Name = "second half" };
        _second.Start();
    }

    /// <summary>Runs both and waits for both. Each has a scope of its own: tensors that shall stay are detached from it.</summary>
    /// <param name="first">On the calling thread.</param>
    /// <param name="second">On the other one, if there is one.</param>
    public void Run(Action first, Action second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        if (_second is null || !_isWarm)
        {
            InScope(first);
            InScope(second);
            _isWarm = true;
            return;
        }

        _work = second;
        _begin.Release();
        try
        {
            InScope(first);
        }
        finally
        {
            // Even when the first fails: its tensors may be the second's.
            _end.Wait();
        }

        _failure?.Throw();
    }

    /// <summary>Ends the second thread.</summary>
    public void Dispose()
    {
        if (_second is not null)
        {
            _work = null;
            _begin.Release();
            _second.Join();
            set_num_threads(_threads);
        }

        _begin.Dispose();
        _end.Dispose();
    }

    private void Serve()
    {
        // libtorch counts the threads of each of ours by itself.
        set_num_threads(_threads / 2);
        for (_begin.Wait(); _work is { } work; _begin.Wait())
        {
            try
            {
                InScope(work);
                _failure = null;
            }
            catch (Exception e)
            {
                _failure = ExceptionDispatchInfo.Capture(e);
            }

            _end.Release();
        }
    }

    private static void InScope(Action work)
    {
        using var scope = NewDisposeScope();
        work();
    }
}
