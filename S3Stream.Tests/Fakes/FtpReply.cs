using Xunit;

namespace S3Stream.Tests.Fakes;

/// <summary>One reply of the control channel, as it came: all its lines, the code of the last.</summary>
internal sealed record FtpReply(int Code, IReadOnlyList<string> Lines)
{
    public string Text => string.Join('\n', Lines);

    public bool IsPreliminary => Code is >= 100 and < 200;

    public FtpReply Expect(params int[] codes)
    {
        Assert.True(codes.Contains(Code), $"expected {string.Join(" or ", codes)} but the server said: {Text}");
        return this;
    }
}
