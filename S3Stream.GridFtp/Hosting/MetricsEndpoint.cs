using System.Net;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using S3Stream.GridFtp.Diagnostics;
using S3Stream.GridFtp.Protocol;

namespace S3Stream.GridFtp.Hosting;

/// <summary>The metrics as Prometheus reads them: <c>GET /metrics</c> on an address of its own.</summary>
internal sealed class MetricsEndpoint : IAsyncDisposable
{
    private readonly WebApplication _host;

    private MetricsEndpoint(WebApplication host) => _host = host;

    /// <exception cref="IOException">The address cannot be listened on.</exception>
    public static async Task<MetricsEndpoint> StartAsync(IPEndPoint listen, CancellationToken cancellationToken)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(options =>
        {
            options.AddServerHeader = false;
            options.Listen(listen);
        });
        builder.Services.AddRoutingCore();
        builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService("s3stream-gridftp", serviceVersion: ServerVersion.Text))
            .WithMetrics(metrics => metrics.AddMeter("S3Stream", GridFtpMetrics.MeterName, "System.Runtime").AddPrometheusExporter());
        WebApplication host = builder.Build();
        host.UseOpenTelemetryPrometheusScrapingEndpoint();
        try
        {
            await host.StartAsync(cancellationToken);
            return new MetricsEndpoint(host);
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();
}
