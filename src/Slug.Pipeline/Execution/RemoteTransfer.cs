using Slug.Pipeline.Keys;
using Slug.Pipeline.Locks;
using Slug.Pipeline.Remote;
using Slug.Pipeline.Stages;
using Slug.Pipeline.Store;

namespace Slug.Pipeline.Execution;

/// <summary>Carries whole results between the store and a remote cache. Everything downloaded is hashed before it is believed.</summary>
internal sealed class RemoteTransfer(Workspace workspace, HttpRemoteCache remote)
{
    private const int AtOnce = 8;

    /// <summary>Brings the result of a key into the store.</summary>
    /// <param name="key">The action's key.</param>
    /// <param name="outputs">The outputs that are needed.</param>
    /// <param name="cancellation">Stops the download.</param>
    /// <returns>The record, or null when the remote does not have all of it.</returns>
    /// <exception cref="StoreException">The store cannot be written.</exception>
    public async Task<ActionRecord?> FetchAsync(Digest key, IReadOnlyList<OutputSpec> outputs, CancellationToken cancellation)
    {
        if (await remote.GetRecordAsync(key, cancellation).ConfigureAwait(false) is not { } bytes)
            return null;
        if (RecordStore.Parse(bytes, key) is not { } record)
        {
            remote.GiveUp($"its record of {key.Short} is damaged");
            return null;
        }
        if (outputs.Any(o => !record.Outputs.TryGetValue(o.Name, out var made) || made.Content.Kind != o.Kind))
            return null;
        using var gate = StoreException.Guard(workspace.Layout.Gate, "lock", () => FileLock.Take(workspace.Layout.Gate, shared: true));
        foreach (var output in record.Outputs.Values)
        {
            if (!await FetchOutputAsync(output, cancellation).ConfigureAwait(false))
                return null;
        }
        workspace.Records.Write(record);
        return record;
    }

    /// <summary>Sends a result to the remote, its record last.</summary>
    /// <param name="record">A record of the store.</param>
    /// <param name="cancellation">Stops the upload.</param>
    /// <returns>Whether the remote has all of it now.</returns>
    public async Task<bool> PushAsync(ActionRecord record, CancellationToken cancellation)
    {
        var objects = record.Outputs.Values.SelectMany(o => Objects(o).Select(f => f.Digest).Append(o.Content.Digest)).Distinct();
        var arrived = 1;
        await Parallel.ForEachAsync(objects, Options(cancellation), async (digest, token) =>
        {
            if (!await remote.PutObjectAsync(digest, workspace.Objects.PathOf(digest), token).ConfigureAwait(false))
                Interlocked.Exchange(ref arrived, 0);
        }).ConfigureAwait(false);
        return arrived == 1 && await remote.PutRecordAsync(record.Key, ActionRecordJson.Write(record), cancellation).ConfigureAwait(false);
    }

    private async Task<bool> FetchOutputAsync(RecordedOutput output, CancellationToken cancellation)
    {
        var isFolder = output.Content.Kind == ArtifactKind.Folder;
        if (!await FetchObjectAsync(output.Content.Digest, isFolder ? output.ListingSize : output.Size, cancellation).ConfigureAwait(false))
            return false;
        var files = Objects(output);
        var arrived = 1;
        await Parallel.ForEachAsync(files, Options(cancellation), async (file, token) =>
        {
            if (!await FetchObjectAsync(file.Digest, file.Size, token).ConfigureAwait(false))
                Interlocked.Exchange(ref arrived, 0);
        }).ConfigureAwait(false);
        workspace.Objects.Flush([output.Content.Digest, .. files.Select(f => f.Digest)]);
        return arrived == 1;
    }

    private async Task<bool> FetchObjectAsync(Digest digest, long size, CancellationToken cancellation)
    {
        if (workspace.Objects.Check(digest, size) == ObjectState.Intact)
            return true;
        var path = workspace.Work.NewPath();
        if (!await remote.GetObjectAsync(digest, size, path, cancellation).ConfigureAwait(false))
            return false;
        if (workspace.Objects.AdoptAs(digest, path, cancellation))
            return true;
        remote.GiveUp($"its object {digest.Short} is damaged");
        return false;
    }

    private List<(Digest Digest, long Size)> Objects(RecordedOutput output) => output.Content.Kind == ArtifactKind.File
        ? []
        : [.. workspace.Artifacts.Tree(output.Content.Digest).Entries.Where(e => e.Digest is not null).Select(e => (e.Digest!.Value, e.Size)).Distinct()];

    private static ParallelOptions Options(CancellationToken cancellation) => new() { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation };
}
