using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Slug.Pipeline.Files;

namespace Slug.Pipeline.Locks;

/// <summary>
/// A lock on a file, held by this process until disposed. The kernel keeps it (flock), so that the lock of a dead process is free at
/// once, whatever killed it; on file systems shared between machines that pass flock on (NFS 4, Lustre with <c>-o flock</c>) it holds there too.
/// </summary>
public sealed class FileLock : IDisposable
{
    private const int Shared = 1, Exclusive = 2, NonBlocking = 4, Unlock = 8, WouldBlock = 11, Interrupted = 4;

    private readonly SafeFileHandle _file;
    private readonly string _path;
    private readonly bool _deleteOnRelease;

    private FileLock(SafeFileHandle file, string path, bool deleteOnRelease)
    {
        _file = file;
        _path = path;
        _deleteOnRelease = deleteOnRelease;
    }

    /// <summary>Waits for a lock that is only ever held for moments.</summary>
    /// <param name="path">The lock's file, made when missing and left behind.</param>
    /// <param name="shared">Whether others may hold it at the same time, as long as they share it too.</param>
    /// <exception cref="IOException">The file cannot be opened or locked.</exception>
    public static FileLock Take(string path, bool shared = false)
    {
        var wait = new SpinWait();
        FileLock? held;
        while ((held = TryTake(path, deleteOnRelease: false, shared ? Shared : Exclusive)) is null)
            wait.SpinOnce();
        return held;
    }

    /// <summary>Takes a lock if it is free.</summary>
    /// <param name="path">The lock's file, made when missing.</param>
    /// <param name="deleteOnRelease">Whether the file goes with the lock.</param>
    /// <returns>The lock, or null when another holds it.</returns>
    /// <exception cref="IOException">The file cannot be opened or locked.</exception>
    public static FileLock? TryTake(string path, bool deleteOnRelease) => TryTake(path, deleteOnRelease, Exclusive);

    private static FileLock? TryTake(string path, bool deleteOnRelease, int kind)
    {
        while (true)
        {
            if (TryOpen(path) is not { } file)
                return null;
            if (!TryLock(file, path, kind))
            {
                file.Dispose();
                return null;
            }
            // The former holder may have deleted the file between our open and our lock: then we hold a lock on nothing.
            if (!deleteOnRelease || IsStillThere(file, path))
                return new FileLock(file, path, deleteOnRelease);
            file.Dispose();
        }
    }

    /// <summary>Replaces the text in the lock's file, which others may read while the lock is held.</summary>
    /// <exception cref="IOException">The text cannot be written; the lock is released.</exception>
    public void WriteText(ReadOnlySpan<byte> text)
    {
        try
        {
            RandomAccess.SetLength(_file, 0);
            RandomAccess.Write(_file, text, 0);
        }
        catch (IOException)
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Releases the lock.</summary>
    public void Dispose()
    {
        if (_file.IsClosed)
            return;
        if (_deleteOnRelease)
            File.Delete(_path);
        if (NativeMethods.Available)
            _ = NativeMethods.Flock(_file, Unlock);
        _file.Dispose();
    }

    /// <summary>The text in a lock's file, whoever holds the lock; null when there is none.</summary>
    /// <param name="path">The lock's file.</param>
    public static string? TryReadText(string path)
    {
        if (!NativeMethods.Available)
            return File.Exists(path) ? File.ReadAllText(path) : null;
        using var file = new SafeFileHandle(NativeMethods.Open(path, NativeMethods.ReadFlags, 0), ownsHandle: true);
        if (file.IsInvalid)
            return null;
        var buffer = new byte[4096];
        return Encoding.UTF8.GetString(buffer, 0, RandomAccess.Read(file, buffer, 0));
    }

    // .NET's own opens take a flock of their own kind on every file, which would be in the way of ours: hence the native ones.
    private static SafeFileHandle? TryOpen(string path)
    {
        if (NativeMethods.Available)
        {
            const int everyoneMayLock = 0x1b6;
            var file = new SafeFileHandle(NativeMethods.Open(path, NativeMethods.ReadWriteCreateFlags, everyoneMayLock), ownsHandle: true);
            if (!file.IsInvalid)
            {
                LetOthersLock(file);
                return file;
            }
            var error = Marshal.GetLastPInvokeError();
            throw new IOException($"{path} cannot be opened: {Marshal.GetPInvokeErrorMessage(error)}", error);
        }
        try
        {
            // Without flock, a share mode that admits readers only makes the open itself the lock.
            return File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read | FileShare.Delete);
        }
        catch (IOException) when (File.Exists(path))
        {
            return null;
        }
    }

    // The mode asked for above is cut by the umask. A lock's file holds nothing that is worth keeping from others.
    private static void LetOthersLock(SafeFileHandle file)
    {
        const UnixFileMode everyone = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;
        if (OperatingSystem.IsWindows() || (File.GetUnixFileMode(file) & everyone) == everyone)
            return;
        try
        {
            File.SetUnixFileMode(file, everyone);
        }
        catch (UnauthorizedAccessException)
        {
            // Its maker's to set; this process may lock it, or it would not have been opened.
            return;
        }
    }

    private static bool TryLock(SafeFileHandle file, string path, int kind)
    {
        while (NativeMethods.Available && NativeMethods.Flock(file, kind | NonBlocking) != 0)
        {
            var error = Marshal.GetLastPInvokeError();
            if (error == WouldBlock)
                return false;
            if (error != Interrupted)
                throw new IOException($"{path} cannot be locked: {Marshal.GetPInvokeErrorMessage(error)}", error);
        }
        return true;
    }

    private static bool IsStillThere(SafeFileHandle file, string path)
    {
        if (!NativeMethods.Available)
            return true;
        var held = FileStat.TryRead($"/proc/self/fd/{(int)file.DangerousGetHandle()}");
        return held is { } h && FileStat.TryRead(path) is { } named && h.Inode == named.Inode && h.Device == named.Device;
    }
}
