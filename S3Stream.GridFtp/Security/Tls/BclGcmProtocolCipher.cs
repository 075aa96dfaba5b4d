using System.Buffers.Binary;
using Org.BouncyCastle.Tls;
using Org.BouncyCastle.Tls.Crypto;
using Org.BouncyCastle.Tls.Crypto.Impl;

namespace S3Stream.GridFtp.Security;

/// <summary>
/// The AES-GCM record layer of TLS 1.2 (RFC 5288) and 1.3 (RFC 8446 5.2). Encodes into one buffer per connection instead of one array per
/// record: BouncyCastle copies the record out before it encodes the next.
/// <code>
/// TLS 1.2: nonce = fixed (4) | explicit (8) = sequence number, sent;  additional data = sequence | type | version | plain length
/// TLS 1.3: nonce = fixed (12) xor sequence number, not sent;          additional data = record header; plain text = content | content type
/// </code>
/// </summary>
internal sealed class BclGcmProtocolCipher(
    TlsCryptoParameters parameters, BclRecordCipher encrypt, BclRecordCipher decrypt, int keySize, int macSize)
    : TlsAeadCipher(parameters, encrypt, decrypt, keySize, macSize, AEAD_GCM)
{
    private const int NonceBytes = 12;

    private readonly byte[] _nonce = new byte[NonceBytes];
    private byte[] _record = [];

    public override TlsEncodeResult EncodePlaintext(
        long seqNo, short contentType, ProtocolVersion recordVersion, int headerAllocation, ReadOnlySpan<byte> plaintext)
    {
        if (m_encryptConnectionID is { Length: > 0 })
        {
            return base.EncodePlaintext(seqNo, contentType, recordVersion, headerAllocation, plaintext);
        }

        WriteNonce(seqNo);
        int innerLength = plaintext.Length + (m_isTlsV13 ? 1 : 0);
        int cipherLength = m_record_iv_length + innerLength + m_macSize;
        int recordLength = headerAllocation + cipherLength;
        if (_record.Length < recordLength)
        {
            _record = new byte[recordLength];
        }

        _nonce.AsSpan(NonceBytes - m_record_iv_length).CopyTo(_record.AsSpan(headerAllocation));
        int start = headerAllocation + m_record_iv_length;
        short recordType = contentType;

        // copy: the cipher works in place, and TLS 1.3 encrypts the content type behind the content
        plaintext.CopyTo(_record.AsSpan(start));
        if (m_isTlsV13)
        {
            _record[start + plaintext.Length] = (byte)contentType;
            recordType = ContentType.application_data;
        }

        byte[] additionalData = GetAdditionalData(seqNo, recordType, recordVersion, cipherLength, innerLength);
        m_encryptCipher.Init(_nonce, m_macSize, additionalData);
        m_encryptCipher.DoFinal(additionalData, _record, start, innerLength, _record, start);
        return new TlsEncodeResult(_record, 0, recordLength, recordType);
    }

    private void WriteNonce(long sequence)
    {
        Span<byte> counter = _nonce.AsSpan(NonceBytes - sizeof(long));
        m_encryptNonce.CopyTo(_nonce, 0);
        if (m_isTlsV13)
        {
            BinaryPrimitives.WriteInt64BigEndian(counter, BinaryPrimitives.ReadInt64BigEndian(counter) ^ sequence);
        }
        else
        {
            BinaryPrimitives.WriteInt64BigEndian(counter, sequence);
        }
    }
}
