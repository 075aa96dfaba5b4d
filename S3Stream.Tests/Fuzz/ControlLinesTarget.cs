using System.IO.Pipelines;
using S3Stream.GridFtp.Commands;
using S3Stream.GridFtp.Control;
using S3Stream.GridFtp.Protocol;
using S3Stream.GridFtp.Session;
using S3Stream.Tests.GridFtp.Transfers;

namespace S3Stream.Tests.Fuzzing;

/// <summary>
/// The bytes of a control connection after login: lines cut, commands run on a store in memory, replies made. Left out are logins, which
/// other targets feed, and transfers once data connections were asked for, which would wait for them.
/// </summary>
internal sealed class ControlLinesTarget : FuzzTarget
{
    private const int MaxLines = 64;

    private static readonly string[] Logins = ["USER", "PASS", "AUTH", "ADAT"];
    private static readonly string[] Endpoints = ["PASV", "EPSV", "SPAS", "PORT", "EPRT", "SPOR"];
    private static readonly string[] Transfers = ["RETR", "ERET", "STOR", "APPE", "ESTO", "LIST", "NLST", "MLSD", "MLSR"];

    public override string Name => "control-lines";

    public override IReadOnlyList<string> Words { get; } =
    [
        .. CommandTable.Rows.Select(row => row.Verb + " "), "\r\n", "\n", "\u00ff", "/bucket/", "../", "~", "@=", "=2F",
            "|1|127.0.0.1|5000|",
        "127,0,0,1,200,10", "RETR Parallelism=2,4,8;", "StripeLayout=Partitioned;", "Modify=20260101000000;", "MD5", "CRC64NVME", "-1",
        "0-100,200-300",
        "P ", "A ", "*", "[a-", "type*;size*;",
    ];

    public override async Task RunAsync(byte[] input)
    {
        await using var rig = new TransferRig();
        rig.Store.Seed(new ObjectAddress("bucket", "dir/file"), "some bytes"u8.ToArray());
        var runner = new CommandRunner(1, rig.Context.Commands, rig.Context);
        PipeReader lines = PipeReader.Create(new MemoryStream(input));
        bool hasEndpoint = false;
        for (int i = 0; i < MaxLines; i++)
        {
            string? text;
            try
            {
                text = await CommandLineReader.ReadLineAsync(lines, CancellationToken.None);
            }
            catch (FtpException exception) when (exception.Reply.Code == 500)
            {
                return;
            }

            if (text is null)
            {
                return;
            }

            CommandLine line = CommandLine.Parse(text);
            Require(!line.Loggable.Any(char.IsControl), "a control character in the log");
            hasEndpoint |= Endpoints.Contains(line.Verb);
            if (!Logins.Contains(line.Verb) && !(hasEndpoint && Transfers.Contains(line.Verb)))
            {
                await AnswerAsync(rig, runner, line);
            }
        }
    }

    private static async Task AnswerAsync(TransferRig rig, CommandRunner runner, CommandLine line)
    {
        Reply reply = await runner.RunAsync(new PendingCommand(line, CancellationToken.None));
        Require(reply != FailureReplies.Unforeseen, $"nobody foresaw what {line.Verb} did: {string.Join(" / ", rig.Logger.Entries)}");
        Require(reply.Code is >= 200 and < 600, $"the final reply {reply.Code}");
        Require(!reply.Lines.Any(text => text.AsSpan().IndexOfAny("\r\n") >= 0), "a line end inside a reply");
        Require(rig.State.Phase == SessionPhase.LoggedIn || line.Verb == "QUIT", "the session's phase changed");
    }

    private static void Require(bool holds, string what)
    {
        if (!holds)
        {
            throw new InvalidDataException(what);
        }
    }
}
