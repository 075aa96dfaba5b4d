using System.Text;
using S3Stream.GridFtp.Commands;
using S3Stream.GridFtp.Control;
using S3Stream.GridFtp.Protocol;
using S3Stream.GridFtp.Session;
using S3Stream.Tests.Fakes;
using Xunit;

namespace S3Stream.Tests.GridFtp.Control;

public sealed class ControlSessionTests
{
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Fact]
    public async Task An_empty_line_counts_for_nothing()
    {
        await using SessionRig rig = await SessionRig.StartAsync(Table());

        await rig.Client.SendRawAsync("\r\n\n\r\nECHO one\r\n"u8.ToArray());

        Assert.Equal("200 one", (await rig.Client.ReadReplyAsync()).Text);
    }

    [Fact] // scenario 22
    public async Task ABOR_stops_the_running_command_at_once_and_is_answered_after_it()
    {
        await using SessionRig rig = await SessionRig.StartAsync(Table());

        await rig.Client.SendAsync("WAIT");
        await _started.Task;
        await rig.Client.SendAsync("ABOR");

        (await rig.Client.ReadReplyAsync()).Expect(426);
        (await rig.Client.ReadReplyAsync()).Expect(226);
        (await rig.Client.CommandAsync("ECHO on")).Expect(200);
    }

    [Fact]
    public async Task ABOR_stops_what_waits_before_it_and_nothing_behind_it()
    {
        await using SessionRig rig = await SessionRig.StartAsync(Table());

        await rig.Client.SendRawAsync("WAIT\r\nWAIT\r\nECHO a\r\nABOR\r\nECHO b\r\n"u8.ToArray());

        (await rig.Client.ReadReplyAsync()).Expect(426);
        (await rig.Client.ReadReplyAsync()).Expect(426);
        Assert.Equal("200 a", (await rig.Client.ReadReplyAsync()).Text);
        (await rig.Client.ReadReplyAsync()).Expect(226);
        Assert.Equal("200 b", (await rig.Client.ReadReplyAsync()).Text);
    }

    [Fact] // scenario 22
    public async Task The_end_of_the_connection_stops_the_running_command()
    {
        await using SessionRig rig = await SessionRig.StartAsync(Table());
        await rig.Client.SendAsync("WAIT");
        await _started.Task;

        rig.Client.Drop(reset: false);

        await rig.EndedAsync();
    }

    [Fact] // scenario 65
    public async Task A_failing_command_does_not_disturb_those_behind_it()
    {
        await using SessionRig rig = await SessionRig.StartAsync(Table());

        await rig.Client.SendRawAsync("ECHO 1\r\nFAIL\r\nNONE\r\nBUG\r\nECHO 2\r\n"u8.ToArray());

        Assert.Equal("200 1", (await rig.Client.ReadReplyAsync()).Text);
        Assert.Contains("File exists", (await rig.Client.ReadReplyAsync()).Expect(553).Text, StringComparison.Ordinal);
        (await rig.Client.ReadReplyAsync()).Expect(530);
        Assert.DoesNotContain("secret detail", (await rig.Client.ReadReplyAsync()).Expect(451).Text, StringComparison.Ordinal);
        Assert.Equal("200 2", (await rig.Client.ReadReplyAsync()).Text);
    }

    [Fact] // scenario 51
    public async Task Too_many_commands_behind_a_long_one_end_the_session()
    {
        await using SessionRig rig = await SessionRig.StartAsync(Table(), new GridFtpOptions { MaxPipelinedCommands = 4 });
        await rig.Client.SendAsync("WAIT");
        await _started.Task;

        await rig.Client.SendRawAsync(Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("ECHO x\r\n", 6))));
        Task ended = rig.EndedAsync();
        // the intake waits a little for room; the reply has to go out before the other time-outs pass too
        await Eventually.TrueAsync(() => ended.IsCompleted, () => rig.Time.Advance(TimeSpan.FromSeconds(1)));

        Assert.Equal("500 Pipeline queue full.", (await rig.Client.ReadReplyAsync()).Text);
        Assert.True(await rig.Client.IsClosedByServerAsync(TimeSpan.FromSeconds(10)));
    }

    [Fact] // scenario 51
    public async Task A_line_beyond_the_cap_ends_the_session()
    {
        await using SessionRig rig = await SessionRig.StartAsync(Table());

        await rig.Client.SendRawAsync(new byte[CommandLineReader.MaxLineBytes]);

        (await rig.Client.ReadReplyAsync()).Expect(500);
        await rig.EndedAsync();
    }

    [Fact] // scenario 52
    public async Task Who_does_not_log_in_is_sent_away_however_busy()
    {
        await using SessionRig rig = await SessionRig.StartAsync(
            Table(), new GridFtpOptions { PreAuthenticationTimeout = TimeSpan.FromSeconds(30) });
        (await rig.Client.CommandAsync("ECHO x")).Expect(200);
        rig.Time.Advance(TimeSpan.FromSeconds(29));
        (await rig.Client.CommandAsync("ECHO x")).Expect(200);

        rig.Time.Advance(TimeSpan.FromSeconds(1));

        (await rig.Client.ReadReplyAsync()).Expect(421);
        await rig.EndedAsync();
    }

    [Fact]
    public async Task Idle_time_does_not_run_during_a_command()
    {
        var go = new TaskCompletionSource();
        CommandSet table = new([.. Table().Rows, Row("HOLD", async (_, _, _) =>
        {
            _started.SetResult();
            await go.Task;
            return Reply.Of(200, "held");
        })]);
        await using SessionRig rig = await SessionRig.StartAsync(table);
        await rig.Client.SendAsync("HOLD");
        await _started.Task;

        rig.Time.Advance(TimeSpan.FromSeconds(100));
        go.SetResult();

        (await rig.Client.ReadReplyAsync()).Expect(200);
    }

    [Fact] // scenario 61
    public async Task Draining_lets_the_running_command_finish_and_says_goodbye()
    {
        var go = new TaskCompletionSource();
        CommandSet table = new([Row("HOLD", async (_, _, _) =>
        {
            _started.SetResult();
            await go.Task;
            return Reply.Of(226, "done");
        })]);
        await using SessionRig rig = await SessionRig.StartAsync(table);
        await rig.Client.SendAsync("HOLD");
        await _started.Task;

        await rig.Session.DrainAsync();
        go.SetResult();

        (await rig.Client.ReadReplyAsync()).Expect(226);
        (await rig.Client.ReadReplyAsync()).Expect(421);
        await rig.EndedAsync();
    }

    [Fact] // scenario 44
    public async Task Bytes_in_the_clear_behind_the_command_that_starts_TLS_are_never_executed()
    {
        int echoes = 0;
        bool handshake = false;
        CommandSet table = new(
        [
            Row("ECHO", (_, line, _) => Task.FromResult(Reply.Of(200, $"{++echoes}"))),
            Row("AUTH", (context, _, _) =>
            {
                context.Control.ReplaceStreamAfterReply((stream, _) =>
                {
                    handshake = true;
                    return Task.FromResult(stream);
                });
                return Task.FromResult(Reply.Of(234, "go"));
            }) with { HoldsReading = true },
        ]);
        await using SessionRig rig = await SessionRig.StartAsync(table);

        await rig.Client.SendRawAsync("AUTH TLS\r\nECHO injected\r\n"u8.ToArray());

        (await rig.Client.ReadReplyAsync()).Expect(234);
        Assert.True(await rig.Client.IsClosedByServerAsync(TimeSpan.FromSeconds(10)));
        Assert.Equal(0, echoes);
        Assert.False(handshake);
    }

    [Fact]
    public async Task A_replaced_stream_carries_the_session_on()
    {
        CommandSet table = new(
        [
            .. Table().Rows,
            Row("AUTH", (context, _, _) =>
            {
                context.Control.ReplaceStreamAfterReply((stream, _) => Task.FromResult(stream));
                return Task.FromResult(Reply.Of(234, "go"));
            }) with { HoldsReading = true },
            Row("SAFE", (context, _, _) => Task.FromResult(Reply.Of(200, context.Control.IsProtected ? "yes" : "no"))),
        ]);
        await using SessionRig rig = await SessionRig.StartAsync(table);
        Assert.Equal("200 no", (await rig.Client.CommandAsync("SAFE")).Text);

        (await rig.Client.CommandAsync("AUTH TLS")).Expect(234);

        Assert.Equal("200 yes", (await rig.Client.CommandAsync("SAFE")).Text);
    }

    [Fact] // scenario 44
    public async Task Protection_begins_after_the_reply_and_lines_pipelined_in_the_clear_meet_it()
    {
        CommandSet table = new(
        [
            .. Table().Rows,
            Row("ADAT", (context, _, _) =>
            {
                context.Control.ProtectAfterReply(new BracketProtection());
                return Task.FromResult(Reply.Of(235, "protected"));
            }) with { HoldsReading = true },
        ]);
        await using SessionRig rig = await SessionRig.StartAsync(table);

        await rig.Client.SendRawAsync("ADAT\r\nECHO clear\r\n<ECHO inside>\r\n<<broken\r\nECHO never\r\n"u8.ToArray());

        Assert.Equal("235 protected", (await rig.Client.ReadReplyAsync()).Text);
        Assert.Equal("632 <533 protect it>", (await rig.Client.ReadReplyAsync()).Text);
        Assert.Equal("632 <200 inside>", (await rig.Client.ReadReplyAsync()).Text);
        Assert.Equal("632 <535 cannot unwrap>", (await rig.Client.ReadReplyAsync()).Text);
        Assert.True(await rig.Client.IsClosedByServerAsync(TimeSpan.FromSeconds(10)));
    }

    private static CommandRow Row(string verb, Func<CommandContext, CommandLine, CancellationToken, Task<Reply>> body) =>
        new(verb, Arity.Optional, new ScriptedCommand(body)) { Phases = SessionPhase.Any };

    private CommandSet Table() => new(
    [
        Row("ECHO", (_, line, _) => Task.FromResult(Reply.Of(200, line.Argument))),
        Row("WAIT", async (_, _, token) =>
        {
            _started.TrySetResult();
            await Task.Delay(Timeout.Infinite, token);
            return Reply.Of(226, "not reached");
        }),
        Row("FAIL", (_, _, _) => throw new FtpException(GlobusError.Exists("x"))),
        Row("BUG", (_, _, _) => throw new InvalidOperationException("secret detail")),
        new("ABOR", Arity.None, new AborCommand()) { Phases = SessionPhase.Any },
    ]);

    /// <summary>Stands for GSI: a protected line is in angle brackets.</summary>
    private sealed class BracketProtection : IControlProtection
    {
        public bool IsPrivate => true;

        public UnprotectedLine Unprotect(string line) =>
            line.StartsWith("<<", StringComparison.Ordinal) ? UnprotectedLine.Fatal(Reply.Of(535, "cannot unwrap"))
            : line.StartsWith('<') ? UnprotectedLine.Of(line[1..^1])
            : UnprotectedLine.Refused(Reply.Of(533, "protect it"));

        public IEnumerable<string> Protect(IReadOnlyList<string> replyLines) => replyLines.Select(line => $"632 <{line}>");
    }
}
