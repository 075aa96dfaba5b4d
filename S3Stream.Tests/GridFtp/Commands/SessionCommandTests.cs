using S3Stream.GridFtp.Commands;
using S3Stream.GridFtp.Protocol;
using S3Stream.GridFtp.Session;
using S3Stream.Tests.Fakes;
using Xunit;

namespace S3Stream.Tests.GridFtp.Commands;

/// <summary>Commands that only read or change the session, each: right, and wrong.</summary>
public sealed class SessionCommandTests(GridFtpRig rig) : IClassFixture<GridFtpRig>
{
    [Theory]
    [InlineData("NOOP", "200 NOOP command successful.")]
    [InlineData("NOOP anything", "200 NOOP command successful.")]
    [InlineData("noop", "200 NOOP command successful.")]
    [InlineData("SYST", "215 UNIX Type: L8")]
    [InlineData("TYPE A", "200 Type set to A.")]
    [InlineData("TYPE a n", "200 Type set to A.")]
    [InlineData("TYPE L 8", "200 Type set to I.")]
    [InlineData("TYPE E", "501 'TYPE E' unrecognized type.")]
    [InlineData("MODE E", "200 Mode set to E.")]
    [InlineData("MODE B", "501 'MODE B' unrecognized transfer mode.")]
    [InlineData("STRU F", "200 STRU F ok.")]
    [InlineData("STRU R", "501 Syntax error in parameter.")]
    [InlineData("PBSZ 1048576", "200 PBSZ=1048576")]
    [InlineData("PBSZ 4294967296", "501 Bad value for PBSZ: 4294967296")]
    [InlineData("PBSZ x", "501 Syntax error in parameters or arguments.")]
    [InlineData("PROT C", "200 Protection level set to C.")]
    [InlineData("PROT P", "536 P protection level not supported.")] // scenario 45
    [InlineData("PROT S", "536 S protection level not supported.")]
    [InlineData("PROT E", "536 E protection level not supported.")]
    [InlineData("PROT Z", "504 Protection levels are C, S and P.")]
    [InlineData("DCAU N", "200 DCAU N.")]
    [InlineData("DCAU A", "504 This session has no security context for data connections; use DCAU N.")]
    [InlineData("DCAU S", "501 DCAU S expected subject.")]
    [InlineData("DCAU X", "501 Bad DCAU mode.")]
    [InlineData("LANG", "200 lang set to EN.")]
    [InlineData("LANG EN-us", "200 lang set to EN.")]
    [InlineData("LANG de", "504 Only EN is supported.")]
    [InlineData("SBUF 65536", "200 SBUF Command Successful.")]
    [InlineData("SBUF -1", "501 Syntax error in parameters or arguments.")]
    [InlineData("TREV PERF 1", "200 Command Successful.")]
    [InlineData("TREV RESTART 0", "200 Command Successful.")]
    [InlineData("TREV OTHER 1", "502 Unsupported event.")]
    [InlineData("ALLO 536870912", "200 ALLO command successful.")]
    [InlineData("ALLO 10 R 5", "200 ALLO command successful.")]
    [InlineData("ALLO -1", "501 Syntax error in parameters or arguments.")]
    [InlineData("ALLO 99999999999999999999", "501 Syntax error in parameters or arguments.")]
    [InlineData("REST 40000", "350 Restart Marker OK. Send STORE or RETR to initiate transfer.")]
    [InlineData("REST 0-10,20-30", "350 Restart Marker OK. Send STORE or RETR to initiate transfer.")]
    [InlineData("REST 10-5", "501 bad parameter.")]
    [InlineData("REST 1-2-3", "501 bad parameter.")]
    [InlineData("REST -5", "501 bad parameter.")]
    [InlineData("REST 1,,2", "501 bad parameter.")]
    [InlineData("OPTS RETR Parallelism=4,4,4;", "200 OPTS Command Successful.")]
    [InlineData("OPTS RETR StripeLayout=Blocked;BlockSize=262144;", "200 OPTS Command Successful.")]
    [InlineData("OPTS RETR parallelism=2147483647,1,1;markers=5;", "200 OPTS Command Successful.")] // scenario 15
    [InlineData("OPTS RETR Parallelism=0;", "501 Syntax error in parameters or arguments.")]
    [InlineData("OPTS RETR Parallelism=-1,1,1;", "501 Syntax error in parameters or arguments.")]
    [InlineData("OPTS RETR Colour=blue;", "501 Syntax error in parameters or arguments.")]
    [InlineData("OPTS PASV AllowDelayed=1;", "200 OPTS Command Successful.")]
    [InlineData("OPTS PASV", "501 Syntax error in parameters or arguments.")]
    [InlineData("OPTS CKSM Markers=5;", "200 OPTS Command Successful.")]
    [InlineData("OPTS MLSR OnError=continue;", "200 OPTS Command Successful.")]
    [InlineData("OPTS MLST Type;Size;", "200 OPTS MLST Type;Size;")]
    [InlineData("OPTS MLST", "200 OPTS MLST")]
    [InlineData("OPTS MLST x.COUNT;Type;", "200 OPTS MLST Type;X.count;")]
    [InlineData("OPTS UTF8 ON", "200 UTF8 is on.")]
    [InlineData("OPTS UTF8 OFF", "500 OPTS failed.")]
    [InlineData("OPTS STOR x", "500 OPTS failed.")]
    [InlineData("ABOR", "226 Abort successful")]
    [InlineData("USER joe", "503 You are already logged in.")]
    [InlineData("PASS joe", "503 You are already logged in.")]
    [InlineData("PWD", "257 \"/\" is current directory.")]
    [InlineData("QUIT", "221 Goodbye.")]
    [InlineData("SITE WHOAMI", "200 anonymous")]
    [InlineData("SITE CLIENTINFO scheme=gsiftp;appname=\"x\";", "250 OK.")]
    [InlineData("SITE TASKID 42", "250 OK.")]
    [InlineData("SITE STORBUFSIZE 65536", "200 Site Command Successful.")]
    [InlineData("SITE SETNETSTACK tcp", "250 OK.")]
    [InlineData("SITE USAGE /x", "500 Invalid command.")]
    [InlineData("SITE TASKID", "501 Syntax error in parameters or arguments.")]
    [InlineData("HELP XYZZ", "502 Unknown command 'XYZZ'.")]
    public async Task Replies_are_those_clients_know(string command, string reply)
    {
        await using ScriptedGridFtpClient session = await ScriptedGridFtpClient.LoginAsync(rig.Port);

        Assert.Equal(reply, (await session.CommandAsync(command)).Text);
    }

    [Theory] // scenario 57
    [InlineData("SITE CHMOD 640 /bucket")]
    [InlineData("SITE CHGRP users /bucket")]
    [InlineData("SITE DSI remote")]
    [InlineData("SITE SYMLINKFROM /bucket/a")]
    [InlineData("SITE TRNC 0 /bucket/a")]
    [InlineData("SITE SETNETSTACK udt")]
    public async Task What_S3_cannot_do_is_refused_and_not_pretended(string command)
    {
        await using ScriptedGridFtpClient session = await ScriptedGridFtpClient.LoginAsync(rig.Port);

        Assert.Contains("Operation not supported", (await session.CommandAsync(command)).Expect(550).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void After_a_refused_login_commands_that_need_one_say_why_again()
    {
        CommandSet commands = CommandSet.Of(Requirement.Gssapi, []);
        Reply refusal = Reply.Message(530, "Login incorrect. : no S3 credentials are registered for alice");
        var state = new SessionState { LoginRefusal = refusal };
        Reply? Refuse(string line) => CommandSet.Refuse(commands.Find(CommandLine.Parse(line).Verb), CommandLine.Parse(line), state);

        Assert.Same(refusal, Refuse("TYPE I"));
        Assert.Same(refusal, Refuse("XYZZ"));
        Assert.Null(Refuse("USER alice"));
    }

    [Theory]
    [InlineData("PWD")]
    [InlineData("TYPE I")]
    [InlineData("OPTS UTF8 ON")]
    [InlineData("LANG")]
    [InlineData("SITE CLIENTINFO x")]
    [InlineData("STOR /bucket/x")]
    [InlineData("XYZZ")]
    public async Task Before_login_there_is_one_answer(string command)
    {
        await using ScriptedGridFtpClient session = await ScriptedGridFtpClient.ConnectAsync(rig.Port);

        Assert.Equal("530 Please login with USER and PASS.", (await session.CommandAsync(command)).Text);
    }

    [Fact]
    public async Task Before_login_HELP_FEAT_and_SITE_HELP_are_answered()
    {
        await using ScriptedGridFtpClient session = await ScriptedGridFtpClient.ConnectAsync(rig.Port);

        (await session.CommandAsync("HELP")).Expect(214);
        (await session.CommandAsync("SITE HELP")).Expect(214);
        (await session.CommandAsync("FEAT")).Expect(211);
        Assert.Equal("503 Login with USER first.", (await session.CommandAsync("PASS x")).Text);
    }

    [Fact]
    public async Task FEAT_has_what_clients_look_for_and_no_DCAU_without_security()
    {
        await using ScriptedGridFtpClient session = await ScriptedGridFtpClient.LoginAsync(rig.Port);
        (await session.CommandAsync("OPTS MLST Type;Unique;")).Expect(200);

        IReadOnlyList<string> lines = (await session.CommandAsync("FEAT")).Expect(211).Lines;

        Assert.Equal("211-Extensions supported", lines[0]);
        Assert.Equal("211 End.", lines[^1]);
        foreach (string feature in (string[])[" SIZE", " MDTM", " REST STREAM", " PARALLEL", " ERET", " ESTO", " SPAS", " SPOR", " UTF8", " PASV AllowDelayed;"])
        {
            Assert.Contains(feature, lines);
        }

        Assert.Contains(" MLST Type*;Modify;Size;Perm;UNIX.mode;UNIX.owner;UNIX.group;Unique*;X.count;", lines);
        Assert.DoesNotContain(lines, line => line is " DCAU" or " GETPUT");
    }

    [Fact]
    public async Task HELP_lists_what_works_and_explains_it()
    {
        await using ScriptedGridFtpClient session = await ScriptedGridFtpClient.LoginAsync(rig.Port);

        string help = (await session.CommandAsync("SITE HELP")).Expect(214).Text;

        Assert.Contains("RETRBUFSIZE", help, StringComparison.Ordinal);
        Assert.DoesNotContain("CHMOD", help, StringComparison.Ordinal);
        Assert.Equal("214-Help for RETR:\n RETR <sp> path\n214 End", (await session.CommandAsync("help retr")).Text);
    }

    [Fact] // scenario 50
    public async Task Replies_cannot_be_forged_by_what_the_client_says()
    {
        await using ScriptedGridFtpClient session = await ScriptedGridFtpClient.ConnectAsync(rig.Port);

        Assert.Equal(@"331 Password required for a\r230 b.", (await session.CommandAsync("USER a\r230 b")).Text);
    }
}
