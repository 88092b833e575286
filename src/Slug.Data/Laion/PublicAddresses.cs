using System.Net;
using System.Net.Sockets;

namespace Slug.Data.Laion;

/// <summary>
/// Connects to hosts on the open internet only. Crawled metadata holds whatever strangers wrote: without this an address in it could reach the
/// machine's own services, or those of its network that trust it. Looking at the resolved address also catches names that lead there.
/// </summary>
internal static class PublicAddresses
{
    private static readonly IPNetwork[] Reserved =
    [
        .. ((string[])
        [
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.168.0.0/16",
            "198.18.0.0/15", "224.0.0.0/4", "240.0.0.0/4", "::/128", "::1/128", "64:ff9b::/96", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8",
            "2001::/32", "2002::/16",
        ]).Select(IPNetwork.Parse),
    ];

    /// <summary>True for addresses of the open internet.</summary>
    public static bool IsPublic(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return !Array.Exists(Reserved, network => network.BaseAddress.AddressFamily == plain.AddressFamily && network.Contains(plain));
    }

    /// <summary>For <see cref="SocketsHttpHandler.ConnectCallback"/>: connects, but not to private addresses.</summary>
    /// <exception cref="PrivateAddressException">The host has none but private addresses.</exception>
    public static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        var end = context.DnsEndPoint;
        var addresses = await Dns.GetHostAddressesAsync(end.Host, cancellation).ConfigureAwait(false);
        // A proxy is the user's own choice and usually private.
        var throughProxy = context.InitialRequestMessage.RequestUri is { } target && HttpClient.DefaultProxy.GetProxy(target) is { } proxy
            && proxy.IdnHost == end.Host && proxy.Port == end.Port;
        var allowed = throughProxy ? addresses : Array.FindAll(addresses, IsPublic);
        if (allowed.Length == 0)
            throw new PrivateAddressException(end.Host);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, end.Port, cancellation).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}

/// <summary>A host on the private network was asked for.</summary>
internal sealed class PrivateAddressException(string host) : IOException($"{host} is a private address");
