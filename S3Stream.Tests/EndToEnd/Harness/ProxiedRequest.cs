namespace S3Stream.Tests.EndToEnd;

/// <summary>One S3 request as it passed a <see cref="RecordingProxy"/>.</summary>
internal sealed class ProxiedRequest(int number, string method, string target, IReadOnlyDictionary<string, string> headers)
{
    private long _bodyBytes;

    /// <summary>From 1, in the order of arrival.</summary>
    public int Number { get; } = number;

    public string Method { get; } = method;

    /// <summary>Path and query, as sent.</summary>
    public string Target { get; } = target;

    /// <summary>By lower-case name.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; } = headers;

    /// <summary>What it is, and which permissions of a policy it needs.</summary>
    public S3Operation Operation { get; } = S3Operation.Of(method, target, headers);

    /// <summary>Bytes of its body that were passed on so far.</summary>
    public long BodyBytes => Interlocked.Read(ref _bodyBytes);

    public void CountBody(int bytes) => Interlocked.Add(ref _bodyBytes, bytes);

    public override string ToString() => $"{Method} {Target} ({Operation.Name})";
}
