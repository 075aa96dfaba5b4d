using System.Text;
using S3Stream.GridFtp.Login;

namespace S3Stream.Tests.Fuzzing;

/// <summary>A credential map: a wrong line is named, and its content never told.</summary>
internal sealed class CredentialMapTarget : FuzzTarget
{
    private const string Secret = "SECRETVALUE";

    public override string Name => "credential-map";

    public override IReadOnlyList<string> Words { get; } =
        ["alice;AK;SECRETVALUE", "role:arn:aws:iam::123456789012:role/grid", "anonymous", ";;", ";/bucket", Secret, "\n", "#", ";"];

    public override Task RunAsync(byte[] input)
    {
        try
        {
            CredentialMap.Parse(Encoding.UTF8.GetString(input), "map").Of("alice");
        }
        catch (FormatException exception) when (exception.Message.StartsWith("map, line ", StringComparison.Ordinal)
            && !exception.Message.Contains(Secret, StringComparison.Ordinal))
        {
            // refused, as it may be
        }

        return Task.CompletedTask;
    }
}
