using System.IO.Pipelines;
using S3Stream.GridFtp.Protocol;

namespace S3Stream.GridFtp.Control;

/// <summary>
/// Replies to bytes: one reply at a time goes through the protection and out, so lines of concurrent callers (markers come from timers)
/// never mix and the order of protected tokens is the order of lines. A client that reads nothing for <see cref="SendTimeout"/> is given
/// up.
/// </summary>
internal sealed class ReplyWriter(ControlConnection connection, TimeProvider time) : IReplySink, IDisposable
{
    private static readonly TimeSpan SendTimeout = TimeSpan.FromSeconds(60);

    private readonly SemaphoreSlim _lock = new(1, 1);

    /// <summary>Changed by the session between two replies.</summary>
    public IControlProtection Protection { get; set; } = ClearProtection.Instance;

    public ValueTask WriteAsync(Reply reply, CancellationToken cancellationToken) => WriteAsync(reply, flushes: true, cancellationToken);

    public ValueTask WriteWithNextAsync(Reply reply, CancellationToken cancellationToken) =>
        WriteAsync(reply, flushes: false, cancellationToken);

    public void Dispose() => _lock.Dispose();

    private async ValueTask WriteAsync(Reply reply, bool flushes, CancellationToken cancellationToken)
    {
        await _lock.WaitAsync(cancellationToken);
        try
        {
            PipeWriter output = connection.Output;
            foreach (string line in Protection.Protect(reply.Lines))
            {
                WireText.Encode(line, output);
                WireText.Encode("\r\n", output);
            }

            if (flushes)
            {
                await FlushAsync(output);
            }
        }
        finally
        {
            _lock.Release();
        }
    }

    private async ValueTask FlushAsync(PipeWriter output)
    {
        // a reply half sent cannot be taken back, so the caller's cancellation stops no reply that has begun
        using var timeout = new CancellationTokenSource(SendTimeout, time);
        try
        {
            await output.FlushAsync(timeout.Token);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested)
        {
            throw new IOException($"the client has read no reply for {SendTimeout.TotalSeconds:F0} s");
        }
    }
}
