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
        var problems = new List<string>();
        CredentialMap.Parse(Encoding.UTF8.GetString(input), "map", problems.Add).Of("alice");
        string? wrong = problems.Find(problem => !problem.StartsWith("map, line ", StringComparison.Ordinal)
            || problem.Contains(Secret, StringComparison.Ordinal));
        if (wrong is not null)
        {
            throw new InvalidOperationException($"A line that is skipped is told wrongly: {wrong}");
        }

        return Task.CompletedTask;
    }
}
