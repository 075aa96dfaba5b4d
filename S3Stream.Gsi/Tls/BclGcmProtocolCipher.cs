using System.Buffers.Binary;
using Org.BouncyCastle.Tls;
using Org.BouncyCastle.Tls.Crypto;
using Org.BouncyCastle.Tls.Crypto.Impl;

namespace S3Stream.Gsi.Tls;

/// <summary>
/// The AES-GCM record layer of TLS 1.2 (RFC 5288) and 1.3 (RFC 8446 5.2, 5.3). BouncyCastle uses it for the handshake and for alerts;
/// application data goes past BouncyCastle's queues, straight between the caller's memory and the network's buffer (<see cref="Seal"/>,
/// <see cref="TryOpen"/>). Both ways count the same sequence numbers, which are therefore kept here and not BouncyCastle's. Not safe for
/// concurrent use.
/// <code>
/// record:  type (1) | version (2) | length (2) | fragment
/// TLS 1.2: fragment = explicit nonce (8) | cipher text | tag (16); nonce = fixed (4) | explicit: the sequence number when we seal;
///          additional data = sequence number (8) | type | version | plain length (2)
/// TLS 1.3: fragment = cipher text | tag (16); nonce = fixed (12) xor sequence number; additional data = the record's header;
///          plain text = content | content type | zeros
/// </code>
/// </summary>
internal sealed class BclGcmProtocolCipher : TlsAeadCipher
{
    /// <summary>A record is at most so much longer than its plain text when we seal it.</summary>
    public const int MaxOverhead = TlsRecordFraming.HeaderBytes + ExplicitNonceBytes + TagBytes;

    private const int NonceBytes = 12;
    private const int ExplicitNonceBytes = 8;
    private const int TagBytes = 16;
    private const int MaxAdditionalData = 13;

    private readonly BclRecordCipher _encrypt;
    private readonly BclRecordCipher _decrypt;
    private byte[] _record = [];
    private long _opened;

    public BclGcmProtocolCipher(TlsCryptoParameters parameters, BclRecordCipher encrypt, BclRecordCipher decrypt, int keySize, int macSize)
        : base(parameters, encrypt, decrypt, keySize, macSize, AEAD_GCM)
    {
        _encrypt = encrypt;
        _decrypt = decrypt;
    }

    /// <summary>Records sealed with the present key; the next one's sequence number.</summary>
    public long Sealed { get; private set; }

    private int InnerTypeBytes => m_isTlsV13 ? 1 : 0;

    /// <summary>Encrypts one record into <paramref name="target"/>, its header included; returns its length.</summary>
    public int Seal(short contentType, ReadOnlySpan<byte> plain, Span<byte> target)
    {
        int fragment = m_record_iv_length + plain.Length + InnerTypeBytes + TagBytes;
        WriteHeader(target, m_isTlsV13 ? ContentType.application_data : contentType, fragment);
        Span<byte> nonce = stackalloc byte[NonceBytes];
        WriteNonce(nonce, m_encryptNonce, Sealed);
        nonce[^m_record_iv_length..].CopyTo(target[TlsRecordFraming.HeaderBytes..]);
        Span<byte> additional = stackalloc byte[MaxAdditionalData];
        additional = AdditionalData(additional, target, Sealed, plain.Length);
        Span<byte> text = target[(TlsRecordFraming.HeaderBytes + m_record_iv_length)..];
        if (m_isTlsV13)
        {
            // copy: TLS 1.3 encrypts the content type behind the content, and the cipher takes one piece
            plain.CopyTo(text);
            text[plain.Length] = (byte)contentType;
            plain = text[..(plain.Length + 1)];
        }

        _encrypt.Encrypt(nonce, plain, text[..plain.Length], text.Slice(plain.Length, TagBytes), additional);
        Sealed++;
        return TlsRecordFraming.HeaderBytes + fragment;
    }

    /// <summary>
    /// The room that <see cref="TryOpen"/> needs for a record of that length; negative or too large for what is no record.
    /// </summary>
    public int RoomToOpen(int recordLength) => recordLength - TlsRecordFraming.HeaderBytes - m_record_iv_length - TagBytes;

    /// <summary>
    /// Decrypts a whole record of application data into <paramref name="target"/>, which has <see cref="RoomToOpen"/>. False for any
    /// other record and for one that is not authentic: then only the target has changed, and BouncyCastle has to judge the record.
    /// </summary>
    public bool TryOpen(ReadOnlySpan<byte> record, Span<byte> target, out int length)
    {
        length = RoomToOpen(record.Length);
        if (record[0] != ContentType.application_data || length < InnerTypeBytes || length > TlsEngine.MaxPlainRecord + InnerTypeBytes)
        {
            return false;
        }

        ReadOnlySpan<byte> fragment = record[TlsRecordFraming.HeaderBytes..];
        Span<byte> nonce = stackalloc byte[NonceBytes];
        WriteNonce(nonce, m_decryptNonce, _opened);
        fragment[..m_record_iv_length].CopyTo(nonce[^m_record_iv_length..]);
        Span<byte> additional = stackalloc byte[MaxAdditionalData];
        additional = AdditionalData(additional, record, _opened, length);
        Span<byte> plain = target[..length];
        if (!_decrypt.TryDecrypt(nonce, fragment.Slice(m_record_iv_length, length), fragment[^TagBytes..], plain, additional))
        {
            return false;
        }

        if (m_isTlsV13)
        {
            length = plain.LastIndexOfAnyExcept((byte)0);
            if (length < 0 || plain[length] != ContentType.application_data)
            {
                return false;
            }
        }

        _opened++;
        return true;
    }

    public override TlsEncodeResult EncodePlaintext(
        long seqNo, short contentType, ProtocolVersion recordVersion, int headerAllocation, ReadOnlySpan<byte> plaintext)
    {
        if (headerAllocation != TlsRecordFraming.HeaderBytes)
        {
            throw new TlsFatalAlert(AlertDescription.internal_error, "only TLS over a stream is supported here");
        }

        if (_record.Length < plaintext.Length + MaxOverhead)
        {
            _record = new byte[plaintext.Length + MaxOverhead];
        }

        int length = Seal(contentType, plaintext, _record);
        return new TlsEncodeResult(_record, 0, length, _record[0]);
    }

    public override TlsDecodeResult DecodeCiphertext(
        long seqNo, short recordType, ProtocolVersion recordVersion, byte[] ciphertext, int ciphertextOffset, int ciphertextLength) =>
        base.DecodeCiphertext(_opened++, recordType, recordVersion, ciphertext, ciphertextOffset, ciphertextLength);

    public override void RekeyEncoder()
    {
        base.RekeyEncoder();
        Sealed = 0;
    }

    public override void RekeyDecoder()
    {
        base.RekeyDecoder();
        _opened = 0;
    }

    private static void WriteHeader(Span<byte> target, short type, int fragment)
    {
        target[0] = (byte)type;
        BinaryPrimitives.WriteUInt16BigEndian(target[1..], 0x0303);
        BinaryPrimitives.WriteUInt16BigEndian(target[3..], (ushort)fragment);
    }

    private void WriteNonce(Span<byte> nonce, byte[] fixedPart, long sequence)
    {
        Span<byte> counter = nonce[^sizeof(long)..];
        counter.Clear();
        fixedPart.CopyTo(nonce);
        BinaryPrimitives.WriteInt64BigEndian(counter, BinaryPrimitives.ReadInt64BigEndian(counter) ^ sequence);
    }

    private Span<byte> AdditionalData(Span<byte> target, ReadOnlySpan<byte> header, long sequence, int plainLength)
    {
        if (m_isTlsV13)
        {
            header[..TlsRecordFraming.HeaderBytes].CopyTo(target);
            return target[..TlsRecordFraming.HeaderBytes];
        }

        BinaryPrimitives.WriteInt64BigEndian(target, sequence);
        header[..3].CopyTo(target[8..]);
        BinaryPrimitives.WriteUInt16BigEndian(target[11..], (ushort)plainLength);
        return target;
    }
}
