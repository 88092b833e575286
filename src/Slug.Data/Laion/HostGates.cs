namespace Slug.Data.Laion;

/// <summary>Lets a bounded number of requests through to each host. Hosts that nobody waits for take no memory.</summary>
/// <param name="perHost">Requests at once to one host.</param>
internal sealed class HostGates(int perHost)
{
    private readonly Dictionary<string, Gate> _gates = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Hosts with requests under way or waiting.</summary>
    public int Count
    {
        get
        {
            lock (_gates)
                return _gates.Count;
        }
    }

    /// <summary>Waits for a place. Dispose what it returns to free it.</summary>
    public async Task<IDisposable> EnterAsync(string host, CancellationToken cancellation)
    {
        Gate? gate;
        lock (_gates)
        {
            if (!_gates.TryGetValue(host, out gate))
                _gates.Add(host, gate = new Gate(perHost));
            gate.Users++;
        }
        try
        {
            await gate.Places.WaitAsync(cancellation).ConfigureAwait(false);
            return new Place(this, host, gate);
        }
        catch
        {
            Leave(host, gate);
            throw;
        }
    }

    private void Leave(string host, Gate gate)
    {
        lock (_gates)
            if (--gate.Users == 0)
                _gates.Remove(host);
    }

    private sealed class Gate(int places)
    {
        public SemaphoreSlim Places { get; } = new(places);

        public int Users { get; set; }
    }

    private sealed class Place(HostGates gates, string host, Gate gate) : IDisposable
    {
        public void Dispose()
        {
            gate.Places.Release();
            gates.Leave(host, gate);
        }
    }
}
