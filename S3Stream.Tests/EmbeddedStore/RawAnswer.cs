using System.Text;

namespace S3Stream.Tests.Embedded;

internal sealed record RawAnswer(int Status, string Head, byte[] Body)
{
    public string Text => Encoding.UTF8.GetString(Body);

    /// <summary>The code in an error document, or "".</summary>
    public string Code => Text.Contains("<Code>", StringComparison.Ordinal) ? Text.Split("<Code>")[1].Split("</Code>")[0] : "";
}
