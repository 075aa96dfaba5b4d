namespace S3Stream.GridFtp.Hosting;

/// <summary>What gridftp.conf and gridftp.d say, in this server's terms.</summary>
/// <param name="Values">At most one for a setting; an option wins over a variable.</param>
/// <param name="Variables">Environment variables to set, the last of a name counts.</param>
/// <param name="Warnings">What is ignored, where it stands and what replaces it.</param>
internal sealed record GlobusConfig(IReadOnlyList<SourcedValue> Values, IReadOnlyList<GlobusConfigLine> Variables,
    IReadOnlyList<string> Warnings)
{
    private const string DefaultHostCertificate = "/etc/grid-security/hostcert.pem";

    public static GlobusConfig Empty { get; } = new([], [], []);

    /// <summary>Reads the files; the main file's options win over the directory's, as globus-gridftp-server has it.</summary>
    /// <param name="file">gridftp.conf, or <see langword="null"/>.</param>
    /// <param name="directory">gridftp.d, or <see langword="null"/>.</param>
    /// <param name="environment">A variable's value, or <see langword="null"/>.</param>
    /// <param name="report">Is told that a file cannot be read, or says what this server cannot do, with file and line.</param>
    public static GlobusConfig Read(
        string? file, string? directory, Func<string, string?> environment, Action<SettingException> report)
    {
        if (file is null && directory is null)
        {
            return Empty;
        }

        GlobusConfigLine[] lines =
        [
            .. directory is null ? [] : GlobusConfigFile.ReadDirectory(directory, report),
            .. file is null ? [] : GlobusConfigFile.Read(file, report),
        ];
        lines = [.. lines.Where(line => line.IsVariable || Reporting.Guard(report, otherwise: false, () => CheckName(line)))];
        var options = new GlobusOptions(lines);
        GlobusConfigLine[] variables = [.. lines.Where(line => line.IsVariable).GroupBy(line => line.Name).Select(group => group.Last())];
        var warnings = new List<string>(Warn(options).Concat(Warn(variables)));
        SourcedValue[] values =
        [
            .. options.Lines.SelectMany(line => Reporting.Guard(report, [], () => Map(options, line)))
                .Concat(Security(options, variables, environment, file ?? directory!))
                .Concat(FromVariables(variables))
                .DistinctBy(value => value.Setting),
        ];
        if (values.All(value => value.Setting.Name != "listen"))
        {
            warnings.Add(
                $"{file ?? directory}: neither port nor control_interface is set; unless --listen is given, "
                + "the server listens on 127.0.0.1:2811, which only this machine can reach");
        }

        return new GlobusConfig(values, variables, warnings);
    }

    /// <summary>True, or an exception.</summary>
    private static bool CheckName(GlobusConfigLine line)
    {
        GlobusOption option = GlobusOptionTable.Find(line.Name) ?? throw new SettingException(
            $"{line.Where}: unknown option '{line.Name}'",
            (SimilarName.Of(line.Name, GlobusOptionTable.All.Select(one => one.Name)) is { } near
                ? $"Did you mean {near.Replace('-', '_')}? " : "")
                + "Options are those of globus-gridftp-server; those of this server stand in the file of --settings.");
        Checked(line, () => GlobusOptions.Check(option.Kind, line.Value));
        return option.Refusal is { } refusal && line.Value != option.Harmless
            ? throw new SettingException(
                $"{line.Where}: {line.Name}: {refusal}", "Take the line away; docs/migration.md tells what differs from the old server.")
            : true;
    }

    private static SourcedValue[] Map(GlobusOptions options, GlobusConfigLine line)
    {
        GlobusOption option = GlobusOptionTable.Find(line.Name)!;
        if (option.Setting is not { } name)
        {
            return [];
        }

        string? text = null;
        Checked(line, () => text = option.Map(options, line.Value));
        return text is null ? [] : [new SourcedValue(SettingTable.Get(name), text, $"{line.Where} ({line.Name})")];
    }

    private static void Checked(GlobusConfigLine line, Action act)
    {
        try
        {
            act();
        }
        catch (FormatException exception)
        {
            throw new SettingException(
                $"{line.Where}: {line.Name} {line.Value}: {exception.Message}",
                $"Change the value of {line.Name} in that line.", exception);
        }
    }

    private static IEnumerable<string> Warn(GlobusOptions options) =>
        from line in options.Lines
        let option = GlobusOptionTable.Find(line.Name)!
        where option.Warning is not null && line.Value != option.Harmless
        select $"{line.Where}: {line.Name}: {option.Warning}";

    private static IEnumerable<string> Warn(IEnumerable<GlobusConfigLine> variables) =>
        from line in variables
        let warning = GlobusOptionTable.VariableWarning(line.Name)
        where warning is not null
        select $"{line.Where}: ${line.Name}: {warning}";

    /// <summary>
    /// globus-gridftp-server offers GSI without being told to. One that serves clear-text logins only has no host certificate.
    /// </summary>
    private static IEnumerable<SourcedValue> Security(
        GlobusOptions options, IEnumerable<GlobusConfigLine> variables, Func<string, string?> environment, string where)
    {
        const string Variable = "X509_USER_CERT";
        string certificate = environment(Variable) ?? variables.FirstOrDefault(line => line.Name == Variable)?.Value
            ?? DefaultHostCertificate;
        bool isClearText = options.IsOn("allow_anonymous") || options.Text("pw_file") is not null;
        return isClearText && !File.Exists(certificate)
            ? []
            : [new SourcedValue(SettingTable.Get("gsi"), "on", $"{where} (globus-gridftp-server always offers it)")];
    }

    private static IEnumerable<SourcedValue> FromVariables(IEnumerable<GlobusConfigLine> variables) =>
        from line in variables
        from setting in SettingTable.All
        where line.Name == setting.EnvironmentName || line.Name == setting.CommonEnvironmentName
        orderby line.Name == setting.EnvironmentName descending
        select new SourcedValue(setting, line.Value, $"{line.Where} (${line.Name})");
}
