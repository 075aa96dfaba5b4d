using System.Security.Cryptography;
using Org.BouncyCastle.Tls;
using Org.BouncyCastle.Tls.Crypto.Impl;

namespace S3Stream.GridFtp.Security;

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
            Encrypt(additionalData, input.AsSpan(inputOffset, inputLength), output.AsSpan(outputOffset, inputLength + TagBytes));
            return inputLength + TagBytes;
        }

        int length = inputLength - TagBytes;
        if (length < 0)
        {
            throw new TlsFatalAlert(AlertDescription.decode_error);
        }

        ReadOnlySpan<byte> tag = input.AsSpan(inputOffset + length, TagBytes);
        try
        {
            _gcm!.Decrypt(_nonce, input.AsSpan(inputOffset, length), tag, output.AsSpan(outputOffset, length), additionalData);
        }
        catch (AuthenticationTagMismatchException error)
        {
            throw new TlsFatalAlert(AlertDescription.bad_record_mac, error);
        }

        return length;
    }

    public void Reset()
    {
    }

    public void Dispose() => _gcm?.Dispose();

    private void Encrypt(byte[] additionalData, ReadOnlySpan<byte> plain, Span<byte> output) =>
        _gcm!.Encrypt(_nonce, plain, output[..plain.Length], output[plain.Length..], additionalData);
}
