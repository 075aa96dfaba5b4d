using System.Security.Cryptography;
using Org.BouncyCastle.Tls;
using S3Stream.Gsi.Tls;

namespace S3Stream.Gsi;

/// <summary>
/// TLS 1.2 and 1.3 as a machine without a connection: bytes of the peer in, bytes for the peer out. That is what GSI tokens are (raw
/// concatenated TLS records), and what GridFTP speaks on data connections. Both sides present a certificate, which may be a proxy; the
/// caller judges the peer's with <see cref="ChainValidator"/> once <see cref="IsHandshakeComplete"/>. AES-GCM suites only. No session
/// tickets are sent, because GSI peers would take them for data. Most callers want <see cref="GsiAcceptor"/> and
/// <see cref="GsiInitiator"/> instead. Not safe for concurrent use.
/// <para>
/// Bulk data takes the short way: <see cref="Seal"/> and <see cref="TryOpen"/> encrypt and decrypt one record between two spans of the
/// caller's, without a copy or an allocation. <see cref="Feed"/>, <see cref="Write"/> and the Read and Take methods go through the engine's
/// queues and serve handshakes, tokens, and whatever TryOpen refuses.
/// </para>
/// </summary>
public sealed class TlsEngine
{
    /// <summary>The most plain text one record holds, in bytes.</summary>
    public const int MaxPlainRecord = 16 * 1024;

    /// <summary>
    /// After how many records to renew a key of TLS 1.3: 64 GiB of full ones. AES-GCM is good for 24 million (RFC 8446 5.5).
    /// </summary>
    public const long RecordsPerKey = 1 << 22;

    /// <summary>By how many bytes a record that <see cref="Seal"/> makes is longer than its plain text, at most.</summary>
    public const int MaxOverhead = BclGcmProtocolCipher.MaxOverhead;

    private readonly TlsPeerSettings _settings;
    private readonly TlsProtocol _protocol;

    /// <summary>Begins a handshake; as the client, the hello is in the output at once.</summary>
    /// <param name="credential">What we present. Not owned; it must outlive the handshake.</param>
    /// <param name="role">Which side we are.</param>
    public TlsEngine(GsiCredential credential, TlsRole role)
        : this(credential, role, TlsVersions.All)
    {
    }

    internal TlsEngine(GsiCredential credential, TlsRole role, TlsVersions versions)
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

    /// <summary>
    /// Both sides have proved that they hold the keys of their certificates. The certificates themselves are not checked yet.
    /// </summary>
    public bool IsHandshakeComplete => _settings.IsHandshakeComplete;

    /// <summary>The peer has ended the connection (close_notify), or it failed.</summary>
    public bool IsClosed => _protocol.IsClosed;

    /// <summary>The connection speaks TLS 1.3; set when the handshake is complete.</summary>
    public bool IsTls13 => _settings.IsTls13;

    /// <summary>
    /// What the peer presented; it proved that it holds the first one's key once the handshake is complete. Nothing else is checked here.
    /// </summary>
    public IReadOnlyList<GsiCertificate> PeerChain => _settings.PeerChain;

    /// <summary>How many bytes for the peer wait for <see cref="ReadOutput"/>.</summary>
    public int AvailableOutput => _protocol.GetAvailableOutputBytes();

    /// <summary>How many bytes of the peer's plain text wait for <see cref="ReadPlain"/>.</summary>
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
        catch (Exception exception) when (IsTlsFailure(exception))
        {
            throw Failure(exception);
        }
    }

    /// <summary>Encrypts <paramref name="plain"/>, of any length, into the output.</summary>
    /// <exception cref="TlsEngineException">The connection is closed.</exception>
    public void Write(ReadOnlySpan<byte> plain)
    {
        try
        {
            _protocol.WriteApplicationData(plain);
        }
        catch (Exception exception) when (IsTlsFailure(exception))
        {
            throw Failure(exception);
        }
    }

    /// <summary>
    /// Encrypts one record of application data straight into <paramref name="target"/>. What <see cref="ReadOutput"/> has must be sent
    /// before it.
    /// </summary>
    /// <param name="plain">At most <see cref="MaxPlainRecord"/> bytes; it may not overlap the target.</param>
    /// <param name="target">Room for the plain text and <see cref="MaxOverhead"/>.</param>
    /// <returns>The record's length, its header included.</returns>
    /// <exception cref="TlsEngineException">The connection is closed.</exception>
    public int Seal(ReadOnlySpan<byte> plain, Span<byte> target) => Records is { } records
        ? records.Seal(ContentType.application_data, plain, target)
        : throw new TlsEngineException("TLS failed: the connection is closed");

    /// <summary>
    /// Adds a change of key (KeyUpdate, RFC 8446 4.6.3) to the output once the present key has sealed <paramref name="records"/> records.
    /// TLS 1.2 has no such message: there the sequence number is the nonce, which does not repeat.
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
    /// <param name="record">The record with its header.</param>
    /// <param name="target">Room for <see cref="RoomToOpen"/> bytes; it may not overlap the record.</param>
    /// <param name="length">How many bytes of plain text there are.</param>
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
        catch (Exception exception) when (IsTlsFailure(exception))
        {
            throw Failure(exception);
        }
    }

    /// <summary>Moves bytes for the peer to <paramref name="target"/>, as many as there are and fit.</summary>
    /// <returns>How many.</returns>
    public int ReadOutput(ArraySegment<byte> target) => _protocol.ReadOutput(target.Array!, target.Offset, target.Count);

    /// <summary>Moves the peer's plain text to <paramref name="target"/>, as much as there is and fits.</summary>
    /// <returns>How many bytes.</returns>
    public int ReadPlain(ArraySegment<byte> target) => _protocol.ReadInput(target.Array!, target.Offset, target.Count);

    /// <summary>All bytes for the peer, in an array of their own: for tokens and handshakes.</summary>
    public byte[] TakeOutput()
    {
        var output = new byte[AvailableOutput];
        ReadOutput(output);
        return output;
    }

    /// <summary>All plain text of the peer, in an array of its own: for tokens and handshakes.</summary>
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
            TlsFatalAlertReceived alert => $"the peer ended the connection: {AlertDescription.GetText(alert.AlertDescription)}",
            TlsFatalAlert alert => alert.InnerException is TlsException or CertificateFormatException
                ? $"{alert.Message}: {alert.InnerException.Message}"
                : alert.Message,
            _ => error.Message,
        };
        return new TlsEngineException($"TLS failed: {cause}", error);
    }
}
