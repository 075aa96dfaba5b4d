using System.Buffers;

namespace S3Stream.Embedded;

/// <summary>Takes the framing off a body. Fed with what has arrived; gives runs of content without copying them.</summary>
internal interface IPayloadDecoder : IDisposable
{
    /// <summary>True once the body's own end was seen.</summary>
    bool IsDone { get; }

    /// <summary>
    /// Takes the next run of content off the front of <paramref name="buffer"/>; false when more bytes are needed or the body is done.
    /// </summary>
    bool TryRead(ref ReadOnlySequence<byte> buffer, out ReadOnlySequence<byte> content);
}
