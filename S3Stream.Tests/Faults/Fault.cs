namespace S3Stream.Tests.Faults;

/// <summary>What can go wrong between a client and a store.</summary>
internal enum Fault
{
    /// <summary>The store serves the request, and its answer is changed only by Headers, Replace and DelayMs.</summary>
    Change,

    /// <summary>The connection is reset; the store never sees the request.</summary>
    Reset,

    /// <summary>The store serves the request, and the connection is reset before its answer.</summary>
    LoseReply,

    /// <summary>The store never sees the request; an answer is made up from Status, Code or Text, and Headers.</summary>
    Answer,

    /// <summary>As Answer, but the store has served the request.</summary>
    AnswerAfter,

    /// <summary>Half of the body is sent, then the connection closes.</summary>
    Truncate,

    /// <summary>Half of the body is sent, and the answer's length says it is the whole.</summary>
    Shorten,

    /// <summary>The body has one byte more, and so does its length.</summary>
    Lengthen,

    /// <summary>One bit in the middle of the body is another.</summary>
    FlipBit,

    /// <summary>The answer is of HTTP/1.0: no length, and the connection ends it.</summary>
    Http10,

    /// <summary>The body goes in chunks, without a length.</summary>
    Chunked,

    /// <summary>The names of the answer's headers are in lower case.</summary>
    LowerCase,

    /// <summary>The connection closes after the answer, which did not say so.</summary>
    Close,
}
