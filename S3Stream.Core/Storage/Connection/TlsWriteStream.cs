namespace S3Stream.Storage.Connection;

/// <summary>The connection above TLS: the records that a write ends in are sent with it. See <see cref="TlsRecordStream"/>.</summary>
internal sealed class TlsWriteStream(Stream connection) : ConnectionStream(connection)
{
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await Connection.WriteAsync(buffer, cancellationToken).ConfigureAwait(false);
        await Connection.FlushAsync(cancellationToken).ConfigureAwait(false);
    }
}
