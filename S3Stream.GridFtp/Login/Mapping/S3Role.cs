namespace S3Stream.GridFtp.Login;

/// <summary>A role that the server assumes for the user with its own credentials (STS: AssumeRole). No key is kept for the user.</summary>
/// <param name="Arn">The role, such as <c>arn:aws:iam::123456789012:role/grid</c>.</param>
/// <param name="ExternalId">What the role's trust policy may ask for, or <see langword="null"/>.</param>
/// <param name="SessionName">Tells the user in the store's audit trail.</param>
/// <param name="PathPrefix">The part of the name space that it is for.</param>
internal sealed record S3Role(string Arn, string? ExternalId, string SessionName, string PathPrefix) : S3Identity(PathPrefix)
{
    private const int MaxSessionName = 64;

    /// <summary>The user's name as STS takes it: 2 to 64 letters, digits and <c>_+=,.@-</c>; anything else becomes a dash.</summary>
    public static string SessionNameOf(string user)
    {
        string name = string.Concat(
            user.Select(c => char.IsAsciiLetterOrDigit(c) || "_+=,.@-".Contains(c, StringComparison.Ordinal) ? c : '-'));
        return name.PadRight(2, '-')[..Math.Min(Math.Max(name.Length, 2), MaxSessionName)];
    }

    public override string ToString() => $"role {Arn} for {PathPrefix}";
}
