using System.Text;
using S3Stream.GridFtp.Hosting;

namespace S3Stream.Tests.Fuzzing;

/// <summary>A file of object rules.</summary>
internal sealed class ObjectRulesTarget : FuzzTarget
{
    public override string Name => "object-rules";

    public override IReadOnlyList<string> Words { get; } =
        ["/bucket/", " sse=", "AES256", "aws:kms", "aws:kms:dsse", " storage-class=", " requester-pays", " sse-c=", " no-overwrite", "=",
            ":", "\n"];

    public override Task RunAsync(byte[] input)
    {
        Refusing<FormatException>(() => ObjectRulesFile.Parse(Encoding.UTF8.GetString(input), "rules"));
        return Task.CompletedTask;
    }
}
