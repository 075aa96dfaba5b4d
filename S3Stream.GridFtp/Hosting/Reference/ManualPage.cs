using System.Text;

namespace S3Stream.GridFtp.Hosting;

/// <summary>The manual page, in the macros of man(7): every command and every option of help, and what help has no place for.</summary>
internal static class ManualPage
{
    /// <summary>The command whose options are the settings; others that take them refer to it.</summary>
    private const string Serve = "serve";

    private const string Rest = """
        .SH SIGNALS
        .TP
        .B SIGTERM
        The server accepts no more clients, lets running transfers finish for \fB\-\-drain\-timeout\fR seconds, and ends.
        .TP
        .B SIGHUP
        The server reads the settings and the files they name again, and reopens its log files.
        .SH EXIT STATUS
        .TP
        .B 0
        The command succeeded.
        .TP
        .B 1
        The command failed, or
        .B doctor
        found an operation that does not work.
        .TP
        .B 2
        The command line, a setting or a file that a setting names is wrong.
        .SH FILES
        .TP
        .I /etc/s3stream/settings.conf
        The settings of the service.
        .TP
        .I /etc/s3stream/environment
        Keys for S3, which systemd reads as root; mode 0600.
        .TP
        .I /var/lib/s3stream
        The journal of open uploads.
        .TP
        .I /var/log/s3stream
        The log files.
        .TP
        .I /usr/share/doc/s3stream\-gridftp
        The other pages of the manual, beginning with README.md.
        .SH SEE ALSO
        .BR globus\-url\-copy (1),
        .BR systemctl (1),
        .BR journalctl (1)

        """;

    public static string Write(IReadOnlyList<ReferenceCommand> commands)
    {
        ReferenceCommand[] named = [.. commands.Where(command => command.Path.Length > 0)];
        ReferenceOption[] settings = [.. named.Where(command => command.Path == Serve).SelectMany(command => command.Options)];
        string version = typeof(ManualPage).Assembly.GetName().Version!.ToString(3);
        var text = new StringBuilder(".\\\" made by 's3stream-gridftp manual'\n");
        text.Append($".TH S3STREAM\\-GRIDFTP 8 \"\" \"S3Stream {version}\" \"System administration\"\n");
        text.Append(".SH NAME\ns3stream\\-gridftp \\- GridFTP endpoint whose storage is S3\n.SH SYNOPSIS\n");
        text.AppendJoin(".br\n", named.Select(Synopsis));
        text.Append(".SH DESCRIPTION\nServes S3 buckets to GridFTP and FTP clients. ").Append(Escaped(
            "An option of serve is also an environment variable and a line of a settings file. Where several set it, the first of these "
            + "counts: command line, environment, settings file, files of globus-gridftp-server."));
        text.Append("\n.SH COMMANDS\n");
        foreach (ReferenceCommand command in named)
        {
            Describe(text, command, settings);
        }

        text.Append(".SH OPTIONS OF SERVE\n");
        foreach (ReferenceOption option in settings)
        {
            Describe(text, option);
        }

        return text.Append(Rest.ReplaceLineEndings("\n")).ToString();
    }

    private static string Synopsis(ReferenceCommand command)
    {
        var text = new StringBuilder($".B {Escaped(ReferenceCommand.Program)} {Escaped(command.Path)}\n");
        foreach (ReferenceValue argument in command.Arguments)
        {
            text.Append($"\\fI{Escaped(argument.Name)}\\fR\n");
        }

        foreach (ReferenceOption option in command.Options.Where(option => option.IsRequired))
        {
            text.Append($"\\fB{Escaped(option.Name)}\\fR \\fI{Escaped(option.Value.Name)}\\fR\n");
        }

        return text.Append("[\\fIoptions\\fR]\n").ToString();
    }

    private static void Describe(StringBuilder text, ReferenceCommand command, IReadOnlyCollection<ReferenceOption> settings)
    {
        string[] arguments = [.. command.Arguments.Select(argument => $" \\fI{Escaped(argument.Name)}\\fR")];
        text.Append($".SS \\fB{Escaped(command.Path)}\\fR{string.Concat(arguments)}\n");
        text.AppendJoin(".PP\n", command.Help.Split("\n\n").Select(paragraph => Escaped(paragraph) + "\n"));
        foreach (ReferenceOption own in command.Options.Where(option => settings.All(setting => setting.Name != option.Name)))
        {
            Describe(text, own);
        }

        if (command.Path == Serve || command.Options.Any(option => option.Setting is not null))
        {
            text.Append(command.Path == Serve ? ".PP\nIts options are listed below.\n" : ".PP\nIt also takes the options of serve.\n");
        }
    }

    private static void Describe(StringBuilder text, ReferenceOption option)
    {
        bool isOptional = option.Setting is { IsSwitch: true };
        string value = option.Value.Kind == ValueKind.None
            ? ""
            : isOptional ? $" [\\fI{Escaped(option.Value.Name)}\\fR]" : $" \\fI{Escaped(option.Value.Name)}\\fR";
        text.Append($".TP\n\\fB{Escaped(option.Name)}\\fR{value}\n{Escaped(option.Text)}\n");
        if (option.Setting is { } setting)
        {
            string common = setting.CommonEnvironmentName is { } other ? $" or \\fB{Escaped(other)}\\fR" : "";
            text.Append($"Environment: \\fB{Escaped(setting.EnvironmentName)}\\fR{common}.\n");
        }
    }

    /// <summary>As plain text: no line begins a request, no dash turns into a hyphen.</summary>
    private static string Escaped(string text)
    {
        string plain = text
            .Replace("\\", "\\e", StringComparison.Ordinal)
            .Replace("-", "\\-", StringComparison.Ordinal)
            .Replace("^", "\\(ha", StringComparison.Ordinal)
            .Replace("~", "\\(ti", StringComparison.Ordinal);
        return string.Join('\n', plain.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0)
            .Select(line => line[0] is '.' or '\'' ? "\\&" + line : line));
    }
}
