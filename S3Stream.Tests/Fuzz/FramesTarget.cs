using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.Http;
using S3Stream.Embedded;
using S3Stream.Tests.Embedded;

namespace S3Stream.Tests.Fuzzing;

/// <summary>
/// Bodies in the coding aws-chunked, by the first byte: <c>s</c> signed, <c>t</c> signed with a trailer, others not signed, with a trailer.
/// The second byte is the size of what arrives at once. Of signed frames only those that were signed are taken.
/// </summary>
internal sealed class FramesTarget : FuzzTarget
{
    private static readonly byte[] Content = [.. Enumerable.Range(0, 300).Select(i => (byte)i)];
    private static readonly byte[] Key = StoreBench.Credential.SigningKey(StoreBench.Timestamp[..8], "us-east-1");
    private static readonly SignatureSeed Seed = new(Key, StoreBench.Timestamp, StoreBench.Scope, new string('a', 64));
    private static readonly string Trailer =
        "x-amz-checksum-crc32:" + Convert.ToBase64String(System.IO.Hashing.Crc32.Hash(Content).AsEnumerable().Reverse().ToArray());

    public override string Name => "frames";

    public override IReadOnlyList<string> Words { get; } =
        ["0;chunk-signature=", "12c\r\n", "0\r\n", "\r\n", "x-amz-checksum-crc32:", "x-amz-trailer-signature:", "7fffffffffffffff", "-1",
            ";", "ffffffffffffffff"];

    public override IReadOnlyList<byte[]> MoreSeeds { get; } =
    [
        [.. "s "u8, .. Seed.Frames(Content, 128)],
        [.. "t\u0001"u8, .. Seed.Frames(Content, 300, Trailer)],
        [.. "uz"u8, .. "12c\r\n"u8, .. Content, .. "\r\n0\r\n"u8, .. Encoding.ASCII.GetBytes(Trailer), .. "\r\n\r\n"u8],
    ];

    public override async Task RunAsync(byte[] input)
    {
        if (input.Length < 2)
        {
            return;
        }

        string form = (char)input[0] switch
        {
            's' => "STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
            't' => "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER",
            _ => "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
        };
        using var sink = new MemorySink();
        try
        {
            StoreRequest request = Request(form, input);
            var terms = new PayloadTerms(1_000_000, DeclaredDigests.Read(request), []);
            await PayloadReceiver.ReceiveAsync(request, sink, terms, CancellationToken.None);
        }
        catch (StoreFaultException)
        {
            return;
        }

        if (!sink.Rewind().ToArray().AsSpan().SequenceEqual(Content))
        {
            throw new InvalidDataException("other content than was signed or summed up is taken");
        }
    }

    private static StoreRequest Request(string form, byte[] input)
    {
        (string, string)[] headers =
        [
            ("x-amz-decoded-content-length", "300"),
            .. form.EndsWith("TRAILER", StringComparison.Ordinal) ? new[] { ("x-amz-trailer", "x-amz-checksum-crc32") } : [],
        ];
        DefaultHttpContext context = StoreBench.Context("PUT", "/a-bucket/k", headers, []);
        StoreRequest parsed = StoreRequest.Parse(context);
        return new StoreRequest
        {
            Method = parsed.Method,
            Path = parsed.Path,
            Bucket = parsed.Bucket,
            Key = parsed.Key,
            Query = parsed.Query,
            Headers = parsed.Headers,
            Body = PipeReader.Create(
                new MemoryStream(input, 2, input.Length - 2), new StreamPipeReaderOptions(bufferSize: input[1] + 1, minimumReadSize: 1)),
            Signature = new VerifiedSignature
            {
                PayloadHash = form,
                SigningKey = Key,
                Timestamp = StoreBench.Timestamp,
                Scope = StoreBench.Scope,
                Seed = Seed.Signature,
            },
        };
    }
}
