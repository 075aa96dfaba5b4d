using S3Stream.GridFtp.Commands;
using S3Stream.GridFtp.Protocol;
using S3Stream.GridFtp.Session;
using Xunit;

namespace S3Stream.Tests.GridFtp.Commands;

public sealed class CommandTableTests
{
    private static readonly CommandSet Plain = CommandSet.Of(Requirement.Nothing, []);

    [Fact]
    public void Disabled_commands_are_unknown_also_below_SITE_and_names_that_are_none_are_told()
    {
        CommandSet table = CommandSet.Of(Requirement.Nothing, ["DELE", "SITE RDEL", "DELEE"]);
        var state = new SessionState { Phase = SessionPhase.LoggedIn };
        (CommandRow? row, CommandLine line) = table.Resolve(CommandLine.Parse("DELE /bucket/x"));

        Assert.Same(Replies.UnknownCommand, CommandSet.Refuse(row, line, state));
        Assert.Null(table.Find("DELE"));
        Assert.Equal("SITE", table.Resolve(CommandLine.Parse("SITE RDEL /bucket/x")).Row?.Verb);
        Assert.NotNull(table.Find("RMD"));
        Assert.Equal(["DELEE"], table.Unknown);
    }

    [Fact]
    public void A_name_behind_SITE_is_a_row_and_the_rest_of_the_line_its_argument()
    {
        (CommandRow? row, CommandLine line) = Plain.Resolve(CommandLine.Parse("site rdel /bucket/a b"));

        Assert.Equal("SITE RDEL", row?.Verb);
        Assert.Equal(new CommandLine("RDEL", "/bucket/a b"), line);
    }

    [Fact]
    public void The_names_of_RFC_775_are_those_of_RFC_959_in_all_that_is_refused()
    {
        Assert.Equal(501, Refuse("XMKD", "", SessionPhase.LoggedIn)?.Code);
        Assert.Equal(530, Refuse("XRMD", "x", SessionPhase.BeforeLogin)?.Code);
        Assert.Equal(550, Refuse("XRMD", "x", SessionPhase.LoggedIn, mayWrite: false)?.Code);
        Assert.Null(Refuse("XRMD", "x", SessionPhase.LoggedIn));
        Assert.Null(CommandSet.Of(Requirement.Nothing, ["RMD"]).Find("XRMD"));
    }

    [Fact]
    public void Only_what_is_needed_to_log_in_may_run_before_login() => Assert.Equal(
        ["ABOR", "FEAT", "HELP", "NOOP", "PASS", "QUIT", "SITE", "SITE HELP", "USER"],
        Plain.Rows.Where(row => row.Phases.HasFlag(SessionPhase.BeforeLogin)).Select(row => row.Verb).Order(StringComparer.Ordinal));

    [Fact]
    public void What_a_server_is_not_set_up_with_is_not_offered()
    {
        Assert.Null(Plain.Find("AUTH"));
        Assert.NotNull(CommandSet.Of(Requirement.Certificate, []).Find("AUTH"));
        Assert.Null(CommandSet.Of(Requirement.Certificate, []).Find("ADAT"));
        Assert.NotNull(CommandSet.Of(Requirement.Gssapi, []).Find("ADAT"));
    }

    [Fact]
    public void Every_other_verb_asks_for_login_first() => Assert.All(
        Plain.Rows.Where(row => !row.Phases.HasFlag(SessionPhase.BeforeLogin)),
        row => Assert.Equal(530, Refuse(row.Verb, "x", SessionPhase.BeforeLogin)?.Code));

    [Fact]
    public void Every_verb_insists_on_its_arity() => Assert.All(Plain.Rows, row =>
    {
        Assert.Equal(row.Arity == Arity.Required ? 501 : null, Refuse(row.Verb, "", SessionPhase.LoggedIn)?.Code);
        Assert.Equal(row.Arity == Arity.None ? 501 : null, Refuse(row.Verb, "x", SessionPhase.LoggedIn)?.Code);
    });

    [Fact] // scenario 55
    public void Readers_are_refused_whatever_changes_something()
    {
        string[] writing =
        [
            "STOR", "APPE", "ESTO", "MKD", "RMD", "DELE", "RNFR", "RNTO", "MFMT", "SITE RDEL", "SITE UTIME", "SITE STORATTR",
        ];

        Assert.Equal(writing.Order(
            StringComparer.Ordinal), Plain.Rows.Where(row => row.Writes).Select(row => row.Verb).Order(StringComparer.Ordinal));
        Assert.All(writing, verb => Assert.Contains(
            "Permission denied", Refuse(verb, "x", SessionPhase.LoggedIn, mayWrite: false)!.ToString(), StringComparison.Ordinal));
        Assert.Null(Refuse("RETR", "x", SessionPhase.LoggedIn, mayWrite: false));
    }

    [Fact]
    public void Unknown_verbs_are_500() =>
        Assert.Equal("500 Command not supported.", Refuse("XYZZ", "", SessionPhase.LoggedIn)?.ToString());

    [Fact]
    public void A_line_is_cut_at_its_first_blank_and_blanks_in_paths_stay()
    {
        Assert.Equal(new CommandLine("STOR", "two words "), CommandLine.Parse("stor two words "));
        Assert.Equal(new CommandLine("STOR", " x"), CommandLine.Parse("STOR  x"));
        Assert.Equal(new CommandLine("NOOP", ""), CommandLine.Parse("NoOp"));
    }

    [Fact] // scenarios 48, 50
    public void Log_text_has_neither_secrets_nor_control_characters()
    {
        Assert.Equal("PASS ***", CommandLine.Parse("PASS secret").Loggable);
        Assert.Equal("ADAT ***", CommandLine.Parse("adat c2VjcmV0").Loggable);
        Assert.Equal("USER a\\u001b[31m\\u000db", CommandLine.Parse("USER a\u001b[31m\rb").Loggable);
    }

    private Reply? Refuse(string verb, string argument, SessionPhase phase, bool mayWrite = true)
    {
        var state = new SessionState { Phase = phase };
        if (phase == SessionPhase.LoggedIn)
        {
            state.User = new SessionUser("joe", mayWrite, null!);
        }

        return CommandSet.Refuse(Plain.Find(verb), new CommandLine(verb, argument), state);
    }
}
