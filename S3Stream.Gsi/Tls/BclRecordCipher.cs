using System.Security.Cryptography;
using Org.BouncyCastle.Tls;
using Org.BouncyCastle.Tls.Crypto.Impl;

namespace S3Stream.Gsi.Tls;

/// <summary>
/// AES-GCM of one direction of a connection, by the system library (hardware instructions). Not safe for concurrent use, as the connection
/// is not.
/// </summary>
internal sealed class BclRecordCipher(bool encrypts) : TlsAeadCipherImpl, IDisposable
{
    private const int TagBytes = 16;

    private AesGcm? _gcm;
    private byte[] _nonce = [];

    public void SetKey(byte[] key, int keyOff, int keyLen) => SetKey(key.AsSpan(keyOff, keyLen));

    public void SetKey(ReadOnlySpan<byte> key)
    {
        _gcm?.Dispose();
        _gcm = new AesGcm(key, TagBytes);
    }

    public void Init(byte[] nonce, int macSize, byte[] additionalData) => _nonce = nonce;

    public int GetOutputSize(int inputLength) => encrypts ? inputLength + TagBytes : Math.Max(0, inputLength - TagBytes);

    public int DoFinal(byte[] input, int inputOffset, int inputLength, byte[] output, int outputOffset) =>
        throw new NotSupportedException("The TLS engine always gives the additional data.");

    public int DoFinal(byte[] additionalData, byte[] input, int inputOffset, int inputLength, byte[] output, int outputOffset)
    {
        if (encrypts)
        {
            Encrypt(
                _nonce,
                input.AsSpan(inputOffset, inputLength),
                output.AsSpan(outputOffset, inputLength),
                output.AsSpan(outputOffset + inputLength, TagBytes),
                additionalData);
            return inputLength + TagBytes;
        }

        int length = inputLength - TagBytes;
        if (length < 0)
        {
            throw new TlsFatalAlert(AlertDescription.decode_error);
        }

        bool isAuthentic = TryDecrypt(
            _nonce,
            input.AsSpan(inputOffset, length),
            input.AsSpan(inputOffset + length, TagBytes),
            output.AsSpan(outputOffset, length),
            additionalData);
        return isAuthentic ? length : throw new TlsFatalAlert(AlertDescription.bad_record_mac);
    }

    public void Encrypt(
        ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> plain, Span<byte> cipher, Span<byte> tag, ReadOnlySpan<byte> additionalData) =>
        _gcm!.Encrypt(nonce, plain, cipher, tag, additionalData);

    /// <summary>False when the record is not authentic; the plain text is zeros then.</summary>
    public bool TryDecrypt(
        ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> cipher, ReadOnlySpan<byte> tag, Span<byte> plain, ReadOnlySpan<byte> additionalData)
    {
        try
        {
            _gcm!.Decrypt(nonce, cipher, tag, plain, additionalData);
            return true;
        }
        catch (AuthenticationTagMismatchException)
        {
            return false;
        }
    }

    public void Reset()
    {
    }

    public void Dispose() => _gcm?.Dispose();
}
