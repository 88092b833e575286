using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Slug.Pipeline.Tests.Remote;

/// <summary>A real nginx with WebDAV on loopback, as a team would put one up for its remote cache.</summary>
public sealed class Nginx : IDisposable
{
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

    public static async Task<Nginx> Start(string folder, string? password = null)
    {
        Directory.CreateDirectory(Path.Combine(folder, "data"));
        var port = FreePort();
        var auth = "";
        if (password is not null)
        {
            File.WriteAllText(Path.Combine(folder, "users"), $"slug:{{PLAIN}}{password}\n");
            auth = $"auth_basic cache; auth_basic_user_file {folder}/users;";
        }
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
        Process? process = null;
        try
        {
            process = Process.Start(new ProcessStartInfo("nginx", ["-p", folder, "-c", Path.Combine(folder, "nginx.conf")]) { RedirectStandardError = true });
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Fail("This test needs nginx: apt-get install nginx-light");
        }
        var started = new Nginx(folder, port, process!);
        using var client = new TcpClient();
        for (var attempt = 0; !client.Connected; attempt++)
        {
            Assert.True(attempt < 500 && !process!.HasExited, $"nginx does not start: {(process!.HasExited ? process.StandardError.ReadToEnd() : "no answer")}");
            try
            {
                await client.ConnectAsync(IPAddress.Loopback, port);
            }
            catch (SocketException)
            {
                await Task.Delay(20);
            }
        }
        return started;
    }

    public static int FreePort()
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
