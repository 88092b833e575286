using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Slug.Pipeline.Remote;

namespace Slug.Pipeline.Tests.Remote;

/// <summary>A real nginx with WebDAV on loopback, as a team would put one up for its remote cache.</summary>
public sealed class Nginx : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly Process _process;

    private Nginx(string folder, int port, Process process)
    {
        Folder = Path.Combine(folder, "data");
        Root = new Uri($"http://127.0.0.1:{port}/");
        _process = process;
    }

    /// <summary>Where it keeps what it is sent.</summary>
    public string Folder { get; }

    public Uri Root { get; }

    /// <summary>It as a remote cache, with patience for a busy machine.</summary>
    public RemoteCacheOptions Options => new() { Root = Root, Patience = Patience };

    public static async Task<Nginx> Start(string folder, string? password = null)
    {
        Directory.CreateDirectory(Path.Combine(folder, "data"));
        if (password is not null)
            File.WriteAllText(Path.Combine(folder, "users"), $"slug:{{PLAIN}}{password}\n");
        for (var tries = 1; ; tries++)
        {
            var port = FreePort();
            var process = Run(folder, port, password is not null);
            // Nginx writes its process id once it listens.
            var waited = Stopwatch.StartNew();
            while (!process.HasExited && !File.Exists(Path.Combine(folder, "pid")) && waited.Elapsed < Patience)
                await Task.Delay(10);
            if (!process.HasExited && waited.Elapsed < Patience)
                return new Nginx(folder, port, process);
            process.Kill();
            var error = await process.StandardError.ReadToEndAsync();
            process.Dispose();
            // Somebody else may have taken the port meanwhile.
            Assert.True(tries < 5 && error.Contains("in use", StringComparison.Ordinal), $"nginx does not start: {error}");
        }
    }

    private static Process Run(string folder, int port, bool protect)
    {
        var auth = protect ? $"auth_basic cache; auth_basic_user_file {folder}/users;" : "";
        var user = Environment.UserName == "root" ? "user root;" : "";
        File.WriteAllText(Path.Combine(folder, "nginx.conf"), $$"""
            daemon off; pid {{folder}}/pid; error_log {{folder}}/error.log; {{user}} worker_processes 1;
            events { worker_connections 64; }
            http {
              access_log {{folder}}/access.log; client_body_temp_path {{folder}}/body; client_max_body_size 1g;
              proxy_temp_path {{folder}}/p; fastcgi_temp_path {{folder}}/f; uwsgi_temp_path {{folder}}/u; scgi_temp_path {{folder}}/s;
              server { listen 127.0.0.1:{{port}}; location / { root {{folder}}/data; dav_methods PUT; create_full_put_path on; {{auth}} } }
            }
            """);
        try
        {
            return Process.Start(new ProcessStartInfo("nginx", ["-p", folder, "-c", Path.Combine(folder, "nginx.conf")]) { RedirectStandardError = true })!;
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new InvalidOperationException("This test needs nginx: apt-get install nginx-light", e);
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public void Dispose()
    {
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
    }
}
