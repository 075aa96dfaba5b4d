using System.Globalization;
using static S3Stream.GridFtp.Hosting.GlobusValueKind;

namespace S3Stream.GridFtp.Hosting;

/// <summary>
/// Every option globus-gridftp-server takes in a file, and what it means here. An option that is not in the table is an error.
/// </summary>
internal static class GlobusOptionTable
{
    private const string OneProcess =
        "this server is one process that serves all connections and stays in the foreground; let systemd start it";
    private const string OneHost =
        "there are no data nodes: one process serves control and data connections; run more endpoints on more hosts instead";
    private const string NoSharing = "Globus sharing is not offered";
    private const string NoFiles = "it concerns files on disk; the storage here is S3";
    private const string NoDrivers = "data connections are TCP and the storage is S3; there are no drivers to choose";

    /// <summary>In the order of the C server's manual.</summary>
    public static IReadOnlyList<GlobusOption> All { get; } =
    [
        // modes of operation
        Warned("inetd", Switch, OneProcess, harmless: "0"),
        new("daemon", Switch),
        Warned("detach", Switch, OneProcess, harmless: "0"),
        Warned("ssh", Switch, "sshftp:// is not served", harmless: "0"),
        Warned("exec", Text, OneProcess),
        new("chdir", Switch),
        Warned("chdir_to", Text, "the working directory is where the server was started; give absolute paths"),
        Mapped("threads", Number, "threads", (_, value) => Unless(value, 0)),
        new("fork", Switch),
        new("fork_fallback", Switch),
        Warned("single", Switch, OneProcess, harmless: "0"),
        Warned("chroot_path", Text, "clients see buckets and nothing of the file system"),

        // who may do what
        new("auth_level", Number)
        {
            Setting = "gsi",
            Map = (_, value) => GlobusOptions.Number(value) == 0
                ? throw new FormatException("a server without authorization is not supported; for public data use allow_anonymous 1")
                : null,
        },
        Mapped("process_user", Text, "process-user"),
        Mapped("process_group", Text, "process-group"),
        Mapped("allow_from", Text, "allow-from"),
        Mapped("deny_from", Text, "deny-from"),
        Warned("ipc_allow_from", Text, OneHost),
        Warned("ipc_deny_from", Text, OneHost),
        Mapped("encrypt_data", Switch, "encrypt-data", (_, value) => OnOff(value)),
        Warned("secure_ipc", Switch, OneHost),
        Warned("ipc_auth_mode", Text, OneHost),
        Warned("ipc_user_name", Text, OneHost),
        Warned("ipc_subject", Text, OneHost),
        Warned("ipc_credential", Text, OneHost),
        Warned("ipc_cookie", Text, OneHost),
        Mapped("allow_anonymous", Switch, "anonymous", (_, value) => value == "1" ? "read-write" : "none"),
        Mapped("anonymous_names_allowed", Text, "anonymous-names"),
        Warned("anonymous_user", Text, "sessions have no system account: anonymous users act with the server's own S3 credentials"),
        Warned("anonymous_group", Text, "sessions have no system account"),
        Warned("sharing_dn", Text, NoSharing),
        Warned("sharing_state_dir", Text, NoSharing),
        Warned("sharing_control", Switch, NoSharing, harmless: "0"),
        Warned("sharing_rp", Text, NoSharing),
        Warned("sharing_users_allow", Text, NoSharing),
        Warned("sharing_users_deny", Text, NoSharing),
        Warned("sharing_groups_allow", Text, NoSharing),
        Warned("sharing_groups_deny", Text, NoSharing),
        Warned("allow_root", Switch, "the account root is always refused; map to another account, which need not exist on this machine",
            harmless: "0"),
        new("allow_disabled_login", Switch),
        Mapped("pw_file", Text, "password-file"),
        Mapped("connections_max", Number, "max-connections", (_, value) => GlobusOptions.Number(value) == 0
            ? throw new FormatException("to serve nobody, use connections_disabled 1")
            : Unless(value, -1)),
        Mapped("connections_disabled", Switch, "offline", (_, value) => OnOff(value)),
        Mapped("offline_msg", Text, "offline-message"),
        Mapped("disable_command_list", Text, "disable-commands"),
        Warned("cas", Switch, "authorization callouts are not run; the grid map alone maps subjects to accounts", harmless: "0"),
        Warned("use_home_dirs", Switch, "accounts have no home on this machine: sessions start at /, or where home_dir says",
            harmless: "0"),
        Mapped("home_dir", Text, "home-dir", (options, value) => options.Text("use_home_dirs") == "0" ? null
            : value.Contains("$HOME", StringComparison.Ordinal)
                ? throw new FormatException("accounts have no home on this machine; write a path such as /bucket/home/$USER")
                : value),
        Mapped("restrict_paths", Text, "restrict-paths", (_, value) => value.Contains(':', StringComparison.Ordinal)
            ? throw new FormatException("a path cannot be shown under another name; leave out the colon and what follows it")
            : value),
        new("rp_follow_symlinks", Switch),
        Refused("acl", Text, "there are no authorization modules; use S3 policies instead"),

        // logging
        Mapped("log_level", Text, "log-level", (_, value) => LogLevelOf(value)),
        Warned("log_module", Text, "log entries go to standard error, from where systemd's journal takes them"),
        Mapped("log_single", Text, "log-file"),
        Warned("log_unique", Text, "one process serves all sessions; use log_single"),
        Mapped("log_transfer", Text, "transfer-log"),
        Warned("log_filemode", Text, "log files are created with mode 0640"),
        new("disable_usage_stats", Switch),
        new("usage_stats_target", Text),
        new("usage_stats_id", Text),

        // striped servers
        Warned("remote_nodes", Text, OneHost),
        Warned("hybrid", Switch, OneHost, harmless: "0"),
        Refused("data_node", Switch, OneHost, harmless: "0"),
        Warned("stripe_blocksize", Number, OneHost),
        Warned("stripe_count", Number, OneHost, harmless: "1"),
        Warned("brain", Text, OneHost),
        Warned("stripe_layout", Number, OneHost),
        Warned("stripe_blocksize_locked", Switch, OneHost, harmless: "0"),
        Warned("stripe_layout_locked", Switch, OneHost, harmless: "0"),
        Warned("stripe_mode", Number, OneHost),

        // disk
        Mapped("blocksize", Number, "block-size", (_, value) => GlobusOptions.Number(value).ToString(CultureInfo.InvariantCulture)),
        Warned("sync_writes", Switch, "this is always so: a restart marker names only what S3 has acknowledged", harmless: "1"),
        Warned("direct", Switch, NoFiles, harmless: "0"),
        Warned("perms", Text, "S3 objects have no permission bits"),
        Warned("file_timeout", Number, "the server itself times out and repeats requests to S3", harmless: "0"),

        // network
        Mapped("port", Number, "listen", (options, _) => GlobusAddresses.Listen(options, "port")),
        Mapped("control_interface", Text, "listen", (options, _) => GlobusAddresses.Listen(options, "control_interface")),
        Mapped("data_interface", Text, "data-address", (_, value) => GlobusAddresses.Resolve(value).ToString()),
        Warned("ipc_interface", Text, OneHost),
        Mapped("hostname", Text, "hostname"),
        Warned("ipc_port", Number, OneHost),
        Mapped("control_preauth_timeout", Number, "preauth-timeout"),
        Mapped("control_idle_timeout", Number, "idle-timeout"),
        Warned("ipc_idle_timeout", Number, OneHost),
        Warned("ipc_connect_timeout", Number, OneHost),
        Mapped("always_send_markers", Switch, "always-send-markers", (_, value) => OnOff(value)),
        Warned("allow_udt", Switch, NoDrivers, harmless: "0"),
        Mapped("port_range", Text, "port-range"),
        Mapped("epsv_ip", Switch, "epsv-address", (_, value) => OnOff(value)),
        new("epsv_match", Switch), // always so

        // messages
        Mapped("banner", Text, "banner"),
        Mapped("banner_file", Text, "banner-file"),
        Mapped("banner_terse", Switch, "banner-terse", (_, value) => OnOff(value)),
        Mapped("banner_append", Switch, "banner-append", (_, value) => OnOff(value)),
        Mapped("version_tag", Text, "version-tag"),
        Mapped("login_msg", Text, "login-message"),
        Mapped("login_msg_file", Text, "login-message-file"),

        // modules
        new("load_dsi_module", Text)
        {
            Setting = "gsi",
            Map = (_, value) => value == "s3" || value.StartsWith("s3:", StringComparison.Ordinal)
                ? null
                : throw new FormatException("the storage of this server is S3: only s3 can be loaded"),
        },
        Warned("allowed_modules", Text, "ERET and ESTO know the modules P and A"),
        Warned("dc_whitelist", Text, NoDrivers),
        Warned("fs_whitelist", Text, NoDrivers),
        Warned("popen_whitelist", Text, NoDrivers),
        Warned("xnetmgr", Text, NoDrivers),
        Warned("dc_default", Text, NoDrivers),
        Warned("fs_default", Text, NoDrivers),

        // other
        Warned("config_base_path", Text, "relative paths start at the directory where the server was started"),
        Warned("debug", Switch, "use log_level all", harmless: "0"),
        Mapped("pidfile", Text, "pid-file", (_, value) => value.Replace("${localstatedir}", "/var", StringComparison.Ordinal)),
        new("globus_location", Text),
        new("bad_signal_exit", Switch),
        new("ignore_bad_threads", Switch),
        new("slow_dirlist", Switch),
        new("checksum_throttle", Switch),
        Warned("extension", Text, "there are no extensions to load"),
    ];

    public static GlobusOption? Find(string name) => All.FirstOrDefault(option => option.Name == name);

    /// <summary>What to do instead of setting that environment variable, for those of the C server that have no meaning here.</summary>
    public static string? VariableWarning(string name) => name switch
    {
        "GSI_AUTHZ_CONF" => "authorization callouts are not run; the grid map alone maps subjects to accounts",
        "GLOBUS_TCP_SOURCE_RANGE" => "outgoing data connections use any local port",
        _ when name.StartsWith("LCMAPS_", StringComparison.Ordinal) || name.StartsWith("LLGT_", StringComparison.Ordinal) =>
            "authorization callouts are not run; the grid map alone maps subjects to accounts",
        _ => null,
    };

    private static GlobusOption Mapped(string name, GlobusValueKind kind, string setting, Func<GlobusOptions, string, string?>? map = null)
    {
        var option = new GlobusOption(name, kind) { Setting = setting };
        return map is null ? option : option with { Map = map };
    }

    private static GlobusOption Warned(string name, GlobusValueKind kind, string warning, string? harmless = null) =>
        new(name, kind) { Warning = warning, Harmless = harmless };

    private static GlobusOption Refused(string name, GlobusValueKind kind, string refusal, string? harmless = null) =>
        new(name, kind) { Refusal = refusal, Harmless = harmless };

    private static string OnOff(string value) => value == "1" ? "on" : "off";

    private static string? Unless(string value, int unset) =>
        GlobusOptions.Number(value) is var number && number == unset ? null : number.ToString(CultureInfo.InvariantCulture);

    /// <summary>
    /// The most talkative of the levels: a comma list of names, or a number whose bits are error 1, warning 2, transfer 4, info 8, dump 16.
    /// </summary>
    private static string LogLevelOf(string value)
    {
        int bits = int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? number
            : value.Split(',', StringSplitOptions.TrimEntries).Aggregate(0, (all, name) => all | Bit(name));
        return (bits & 0x10) != 0 ? "trace" : (bits & 0x0c) != 0 ? "information" : (bits & 0x02) != 0 ? "warning" : "error";
    }

    private static int Bit(string level) => level.ToUpperInvariant() switch
    {
        "ERROR" => 0x01,
        "WARN" => 0x02,
        "TRANSFER" => 0x04,
        "INFO" => 0x08,
        "DUMP" => 0x10,
        "ALL" => 0xff,
        _ => throw new FormatException("expected a number or a comma list of ERROR, WARN, INFO, TRANSFER, DUMP and ALL"),
    };
}
