using System.Buffers;
using System.IO.Pipelines;
using System.Security.Cryptography;

namespace S3Stream.Embedded;

/// <summary>
/// Moves a body from the connection into a sink: takes framing off, hashes on the way, and at the end holds it against every length,
/// hash and signature that was declared. Only a body that passed them all is returned; the sink's owner throws the rest away.
/// </summary>
internal static class PayloadReceiver
{
    /// <summary>Fewer, larger writes: what arrives is gathered to at least this many bytes, unless the body ends before.</summary>
    private const int GatherBytes = 256 * 1024;

    public static async Task<ReceivedPayload> ReceiveAsync(
        StoreRequest request, IPayloadSink sink, PayloadTerms terms, CancellationToken cancellationToken)
    {
        VerifiedSignature signature = request.Signature
            ?? throw new InvalidOperationException("The body of a request is read after its signature.");
        PayloadForm form = PayloadForm.Parse(signature.PayloadHash);
        DeclaredDigests declared = terms.Declared;
        if (declared.InTrailer && !form.HasTrailer)
        {
            throw StoreError.InvalidRequest.Fault(
                $"x-amz-trailer is set, but x-amz-content-sha256 is {signature.PayloadHash}, which has no trailer.");
        }

        long length = ContentLength(request, form);
        if (length > terms.MaxLength)
        {
            throw StoreError.EntityTooLarge.Fault($"The body has {length} bytes; at most {terms.MaxLength} are allowed.");
        }

        var trailer = new TrailerFields(declared.InTrailer ? declared.Algorithm : null);
        using IPayloadDecoder decoder = form.IsFramed
            ? new FrameDecoder(form.FramesAreSigned ? new FrameSignatures(signature) : null, trailer)
            : new PlainDecoder(length);
        using var digests = new ContentDigests(terms.AlsoCompute.Concat(Needed(form, declared)));
        long received = await PumpAsync(request.Body, decoder, sink, digests, length, cancellationToken);
        if (received != length)
        {
            throw StoreError.IncompleteBody.Fault($"The body has {received} bytes of content; {length} were declared.");
        }

        var results = digests.Finish();
        Compare(results, form, declared, trailer);
        return new ReceivedPayload(length, results, declared.Algorithm);
    }

    private static IEnumerable<ChecksumAlgorithm> Needed(PayloadForm form, DeclaredDigests declared)
    {
        if (form.Sha256 is not null)
        {
            yield return ChecksumAlgorithm.Sha256;
        }

        if (declared.Md5 is not null)
        {
            yield return ChecksumAlgorithm.Md5;
        }

        if (declared.Algorithm is not null)
        {
            yield return declared.Algorithm;
        }
    }

    private static async Task<long> PumpAsync(
        PipeReader body,
        IPayloadDecoder decoder,
        IPayloadSink sink,
        ContentDigests digests,
        long length,
        CancellationToken cancellationToken)
    {
        long received = 0;
        while (true)
        {
            ReadResult read = await body.ReadAtLeastAsync(GatherBytes, cancellationToken);
            ReadOnlySequence<byte> buffer = read.Buffer;
            while (decoder.TryRead(ref buffer, out ReadOnlySequence<byte> content))
            {
                received += content.Length;
                if (received > length)
                {
                    throw StoreError.IncompleteBody.Fault($"The body has more than the {length} bytes of content that were declared.");
                }

                digests.Append(content);
                await sink.WriteAsync(content, cancellationToken);
            }

            if (decoder.IsDone && !buffer.IsEmpty)
            {
                throw StoreError.InvalidRequest.Fault("The body goes on after its end.");
            }

            bool ended = read.IsCompleted;
            body.AdvanceTo(buffer.Start, buffer.End);
            if (ended)
            {
                return decoder.IsDone
                    ? received
                    : throw StoreError.IncompleteBody.Fault($"The body ended after {received} of {length} bytes of content.");
            }
        }
    }

    private static long ContentLength(StoreRequest request, PayloadForm form)
    {
        if (!form.IsFramed)
        {
            return request.Headers.ContentLength ?? throw StoreError.MissingContentLength.Fault();
        }

        return request.Header("x-amz-decoded-content-length") is { } declared
            ? WholeNumber.Parse("x-amz-decoded-content-length", declared, 0, long.MaxValue)
            : throw StoreError.MissingContentLength.Fault(
                "An aws-chunked body needs its content's length in x-amz-decoded-content-length.");
    }

    private static void Compare(
        IReadOnlyDictionary<ChecksumAlgorithm, byte[]> results, PayloadForm form, DeclaredDigests declared, TrailerFields trailer)
    {
        if (form.Sha256 is not null && !Same(results[ChecksumAlgorithm.Sha256], form.Sha256))
        {
            throw StoreError.XAmzContentSha256Mismatch.Fault();
        }

        if (declared.Md5 is not null && !Same(results[ChecksumAlgorithm.Md5], declared.Md5))
        {
            throw StoreError.BadDigest.Fault("The Content-MD5 you specified did not match what we received.");
        }

        if (declared.Algorithm is { } algorithm && !Same(results[algorithm], declared.Value ?? trailer.Value ?? []))
        {
            throw StoreError.BadDigest.Fault($"The {algorithm} you specified did not match the calculated checksum.");
        }
    }

    private static bool Same(byte[] computed, byte[] declared) => CryptographicOperations.FixedTimeEquals(computed, declared);
}
