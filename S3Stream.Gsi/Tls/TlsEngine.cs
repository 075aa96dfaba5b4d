using System.Security.Cryptography;
using Org.BouncyCastle.Tls;
using S3Stream.Gsi.Tls;

namespace S3Stream.Gsi;

/// <summary>
/// TLS 1.2 and 1.3 as a machine without a connection: bytes of the peer in, bytes for the peer out. That is what GSI tokens are (raw
/// concatenated TLS records). Both sides authenticate; no session tickets are sent, for GSI peers would take them for data. Not safe for
/// concurrent use.
/// </summary>
internal sealed class TlsEngine
{
    /// <summary>Plain text of one record at most.</summary>
    public const int MaxPlainRecord = 16 * 1024;

    /// <summary>Records that one key of TLS 1.3 seals, 64 GiB of full ones; AES-GCM is good for 24 million (RFC 8446 5.5).</summary>
    public const long RecordsPerKey = 1 << 22;

    /// <summary>A record sealed by <see cref="Seal"/> is at most so much longer than its plain text.</summary>
    public const int MaxOverhead = BclGcmProtocolCipher.MaxOverhead;

    private readonly TlsPeerSettings _settings;
    private readonly TlsProtocol _protocol;

    public TlsEngine(GsiCredential credential, TlsRole role, TlsVersions versions = TlsVersions.All)
    {
        _settings = new TlsPeerSettings(credential, versions);
        if (role == TlsRole.Server)
        {
            var server = new ServerProtocol();
            server.Accept(new TlsServerPeer(_settings));
            _protocol = server;
        }
        else
        {
            var client = new ClientProtocol();
            client.Connect(new TlsClientPeer(_settings));
            _protocol = client;
        }
    }

    public bool IsHandshakeComplete => _settings.IsHandshakeComplete;

    /// <summary>The peer has ended the connection (close_notify), or it failed.</summary>
    public bool IsClosed => _protocol.IsClosed;

    /// <summary>Only when the handshake is complete.</summary>
    public bool IsTls13 => _settings.IsTls13;

    /// <summary>
    /// What the peer presented; it proved that it holds the first one's key once the handshake is complete. Nothing else is checked here.
    /// </summary>
    public IReadOnlyList<GsiCertificate> PeerChain => _settings.PeerChain;

    /// <summary>Bytes for the peer that wait to be read.</summary>
    public int AvailableOutput => _protocol.GetAvailableOutputBytes();

    /// <summary>Plain text of the peer that waits to be read.</summary>
    public int AvailablePlain => _protocol.GetAvailableInputBytes();

    /// <summary>
    /// Takes bytes of the peer, in any portions; decrypts in place, so the bytes are spoilt. Exactly one record at a time costs no copy
    /// before decryption.
    /// </summary>
    /// <exception cref="TlsEngineException">The handshake or a record is wrong.</exception>
    public void Feed(ArraySegment<byte> bytes)
    {
        try
        {
            _protocol.OfferInput(bytes.Array!, bytes.Offset, bytes.Count);
        }
        catch (Exception error) when (IsTlsFailure(error))
        {
            throw Failure(error);
        }
    }

    /// <summary>Encrypts <paramref name="plain"/> into the output.</summary>
    /// <exception cref="TlsEngineException">The connection is closed.</exception>
    public void Write(ReadOnlySpan<byte> plain)
    {
        try
        {
            _protocol.WriteApplicationData(plain);
        }
        catch (Exception error) when (IsTlsFailure(error))
        {
            throw Failure(error);
        }
    }

    /// <summary>
    /// Encrypts one record of application data straight into <paramref name="target"/>; returns its length. What <see cref="ReadOutput"/>
    /// has comes before it.
    /// </summary>
    /// <exception cref="TlsEngineException">The connection is closed.</exception>
    public int Seal(ReadOnlySpan<byte> plain, Span<byte> target) => Records is { } records
        ? records.Seal(ContentType.application_data, plain, target)
        : throw new TlsEngineException("TLS failed: the connection is closed");

    /// <summary>
    /// Adds a change of key to the output once the present key has sealed <paramref name="records"/> records. TLS 1.2 has no such
    /// message: there the
    /// sequence number is the nonce, which does not repeat.
    /// </summary>
    public void RenewKeyAfter(long records)
    {
        if (IsTls13 && Records?.Sealed >= records)
        {
            ((IKeyRenewal)_protocol).RenewKey();
        }
    }

    /// <summary>The room that <see cref="TryOpen"/> needs for a record of that length, a little more than its plain text.</summary>
    public int RoomToOpen(int recordLength) => Records?.RoomToOpen(recordLength) ?? 0;

    /// <summary>
    /// Decrypts a whole record of application data straight into <paramref name="target"/>. False: the record is something else, or
    /// wrong; it is untouched and has to go through <see cref="Feed"/>.
    /// </summary>
    public bool TryOpen(ReadOnlySpan<byte> record, Span<byte> target, out int length)
    {
        length = 0;
        return Records?.TryOpen(record, target, out length) ?? false;
    }

    /// <summary>Adds close_notify to the output.</summary>
    public void Close()
    {
        try
        {
            _protocol.Close();
        }
        catch (Exception error) when (IsTlsFailure(error))
        {
            throw Failure(error);
        }
    }

    /// <returns>How many bytes were moved to <paramref name="target"/>.</returns>
    public int ReadOutput(ArraySegment<byte> target) => _protocol.ReadOutput(target.Array!, target.Offset, target.Count);

    /// <returns>How many bytes were moved to <paramref name="target"/>.</returns>
    public int ReadPlain(ArraySegment<byte> target) => _protocol.ReadInput(target.Array!, target.Offset, target.Count);

    /// <summary>All output, for tokens and handshakes; data uses <see cref="ReadOutput"/>.</summary>
    public byte[] TakeOutput()
    {
        var output = new byte[AvailableOutput];
        ReadOutput(output);
        return output;
    }

    /// <summary>All plain text, for tokens and handshakes; data uses <see cref="ReadPlain"/>.</summary>
    public byte[] TakePlain()
    {
        var plain = new byte[AvailablePlain];
        ReadPlain(plain);
        return plain;
    }

    private BclGcmProtocolCipher? Records => IsHandshakeComplete && !IsClosed ? _settings.Crypto.Records : null;

    /// <summary>BouncyCastle turns everything that goes wrong in a record into an IOException (TlsFatalAlert and its like).</summary>
    private static bool IsTlsFailure(Exception error) => error is IOException or InvalidOperationException or CryptographicException;

    private static TlsEngineException Failure(Exception error)
    {
        string cause = error switch
        {
            TlsFatalAlertReceived alert => $"the peer ended it: {AlertDescription.GetText(alert.AlertDescription)}",
            TlsFatalAlert alert => alert.InnerException is TlsException or CertificateFormatException
                ? $"{alert.Message}: {alert.InnerException.Message}"
                : alert.Message,
            _ => error.Message,
        };
        return new TlsEngineException($"TLS failed: {cause}", error);
    }
}
