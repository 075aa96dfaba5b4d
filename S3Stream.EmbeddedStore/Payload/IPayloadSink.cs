using System.Buffers;

namespace S3Stream.Embedded;

/// <summary>Takes the content of a body, in order. The memory is the caller's again when the task ends.</summary>
internal interface IPayloadSink
{
    ValueTask WriteAsync(ReadOnlySequence<byte> content, CancellationToken cancellationToken);
}
