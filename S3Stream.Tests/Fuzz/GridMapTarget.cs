using System.Text;
using S3Stream.Gsi;
using S3Stream.Tests.Gsi;

namespace S3Stream.Tests.Fuzzing;

/// <summary>A grid map: lines count or are warned of, and a name has no account that the file does not name.</summary>
internal sealed class GridMapTarget : FuzzTarget
{
    public override string Name => "grid-map";

    public override IReadOnlyList<string> Words { get; } =
        ["\"/O=Grid/CN=User\" alice", "/CN=", "/emailAddress=", "/USERID=", "\\x41", "\\\"", "\"", ",", "\t", "\r\n", "#", "alice,bob",
            "\\x"];

    public override Task RunAsync(byte[] input)
    {
        string text = Encoding.Latin1.GetString(input);
        int lines = text.Count(c => c == '\n') + 1;
        var map = GridMap.Parse(text, (line, _) =>
        {
            if (line < 1 || line > lines)
            {
                throw new InvalidDataException($"a warning of line {line}");
            }
        });
        foreach (string account in map.AccountsOf(ChainCase.User.Parsed.Subject))
        {
            if (!text.Contains(account, StringComparison.Ordinal) || account.Any(char.IsControl))
            {
                throw new InvalidDataException($"the account '{account}'");
            }
        }

        return Task.CompletedTask;
    }
}
