namespace S3Stream.GridFtp.Protocol;

/// <summary>The texts that clients get when they connect and when they have logged in. Immutable.</summary>
internal sealed record Greeting
{
    /// <summary>Instead of the usual text, or behind it when <see cref="IsAppended"/>; may have several lines.</summary>
    public string? Text { get; init; }

    public bool IsAppended { get; init; }

    /// <summary>Send 220 without any text, so that the server does not identify itself.</summary>
    public bool IsTerse { get; init; }

    /// <summary>Text that follows the version.</summary>
    public string? VersionTag { get; init; }

    /// <summary>Lines behind the 230 of a login, or <see langword="null"/>.</summary>
    public string? LoginText { get; init; }

    /// <summary>The version as clients see it.</summary>
    public string Version => VersionTag is null ? ServerVersion.Text : $"{ServerVersion.Text} {VersionTag}";

    /// <summary>The 220 reply.</summary>
    public Reply Welcome(string host)
    {
        string usual = $"{host} S3Stream GridFTP Server {Version} ready.";
        return Reply.Text(220, IsTerse ? "" : Text is null ? usual : IsAppended ? $"{usual} {Text}" : Text);
    }

    /// <summary>The 230 reply.</summary>
    public Reply LoggedIn(string user) =>
        LoginText is null ? Reply.Of(230, $"User {user} logged in.")
            : Reply.Message(230, [$"User {user} logged in.", .. Reply.Split(LoginText)]);
}
