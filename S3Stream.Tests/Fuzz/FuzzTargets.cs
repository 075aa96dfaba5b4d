namespace S3Stream.Tests.Fuzzing;

/// <summary>Every target, by its name.</summary>
internal static class FuzzTargets
{
    private static readonly Func<FuzzTarget>[] Makers =
    [
        () => new ControlLinesTarget(),
        () => new ExtendedBlocksTarget(),
        () => new PathsTarget(),
        () => new SettingsTarget(),
        () => new GlobusSettingsTarget(),
        () => new ObjectRulesTarget(),
        () => new AccountsTarget(),
        () => new GridMapTarget(),
        () => new CredentialMapTarget(),
        () => new TrustTarget(),
        () => new TokensTarget(),
        () => new DelegationTarget(),
        () => new StoreAnswersTarget(),
        () => new StoreRequestsTarget(),
        () => new SignaturesTarget(),
        () => new FramesTarget(),
        () => new RecordsTarget(),
    ];

    public static IReadOnlyDictionary<string, Func<FuzzTarget>> All { get; } =
        Makers.ToDictionary(make => make().Name, StringComparer.Ordinal);
}
