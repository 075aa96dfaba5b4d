using System.Net;

namespace S3Stream.Storage.Connection;

/// <summary>
/// The proxy that HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY name, as other programs read them; a service on this machine is never
/// asked through it. Safe for concurrent use.
/// </summary>
internal sealed class EnvironmentProxy : IWebProxy
{
    /// <summary>The process' one.</summary>
    public static EnvironmentProxy Instance { get; } = new();

    /// <inheritdoc/>
    public ICredentials? Credentials
    {
        get => HttpClient.DefaultProxy.Credentials;
        set => throw new NotSupportedException("A proxy's user and password stand in its address.");
    }

    /// <inheritdoc/>
    public Uri? GetProxy(Uri destination) => IsBypassed(destination) ? null : HttpClient.DefaultProxy.GetProxy(destination);

    /// <inheritdoc/>
    public bool IsBypassed(Uri host) => host.IsLoopback || HttpClient.DefaultProxy.IsBypassed(host);
}
