using System.Security.Cryptography;
using S3Stream.Gsi;
using S3Stream.Gsi.Exchange;
using S3Stream.Tests.Fakes;
using S3Stream.Tests.Gsi;

namespace S3Stream.Tests.Fuzzing;

/// <summary>
/// The certificates that answer a request for delegation: the first byte is the size of the pieces they come in. No credential comes of one
/// for another key.
/// </summary>
internal sealed class DelegationTarget : FuzzTarget
{
    private readonly RSA _key = RSA.Create(2048);
    private readonly byte[] _encodedKey;

    public DelegationTarget()
    {
        _encodedKey = _key.ExportRSAPrivateKey();
    }

    public override string Name => "delegation";

    public override IReadOnlyList<string> Words { get; } =
        ["0", "\u0030\u0003\u0002\u0001\u0001", "\u0004\u0081", "\u0084\u007f\u007f\u007f\u007f"];

    public override IReadOnlyList<byte[]> MoreSeeds { get; } =
    [
        [255, .. TestCertificates.Proxy(ChainCase.User).Encoded],
        [7, .. TestCertificates.Proxy(ChainCase.User).Encoded, .. ChainCase.User.Encoded],
    ];

    public override Task RunAsync(byte[] input)
    {
        if (input.Length < 2)
        {
            return Task.CompletedTask;
        }

        using DelegationRequest request = Request();
        try
        {
            foreach (byte[] piece in input[1..].Chunk(Math.Max(1, input[0] * 8)))
            {
                if (request.TakeReply(piece) is { } chain)
                {
                    using GsiCredential credential = request.Complete(chain);
                    throw new InvalidDataException("a credential of a certificate that is for another key");
                }
            }
        }
        catch (CertificateFormatException)
        {
            // refused, as it may be
        }

        return Task.CompletedTask;
    }

    public override ValueTask DisposeAsync()
    {
        _key.Dispose();
        return base.DisposeAsync();
    }

    private DelegationRequest Request()
    {
        var key = RSA.Create();
        key.ImportRSAPrivateKey(_encodedKey, out _);
        return new DelegationRequest(key);
    }
}
