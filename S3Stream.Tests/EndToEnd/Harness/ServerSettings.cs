using System.Globalization;

namespace S3Stream.Tests.EndToEnd;

/// <summary>How a server under test is started: its command line and environment.</summary>
internal sealed record ServerSettings
{
    /// <summary>The store; <see langword="null"/>: the embedded one, in <see cref="EmbeddedDirectory"/>.</summary>
    public StoreSettings? Store { get; init; }

    public string? EmbeddedDirectory { get; init; }

    public int Port { get; init; } = FreePort.Take();

    public string Anonymous { get; init; } = "read-write";

    public string ThirdParty { get; init; } = "dcau";

    /// <summary>Bytes; 0 keeps the server's default.</summary>
    public long MemoryBudget { get; init; }

    /// <summary>More options, as on the command line.</summary>
    public IReadOnlyList<string> More { get; init; } = [];

    /// <summary>A command that runs the server as the last of its arguments; empty: none.</summary>
    public IReadOnlyList<string> Launcher { get; init; } = [];

    /// <summary>More environment variables.</summary>
    public IReadOnlyDictionary<string, string?> Variables { get; init; } = new Dictionary<string, string?>();

    public IReadOnlyList<string> Arguments()
    {
        List<string> arguments =
        [
            "serve", "--listen", string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{Port}"),
            "--anonymous", Anonymous, "--third-party", ThirdParty,
        ];
        if (Store is null)
        {
            arguments.AddRange(["--embedded-store", EmbeddedDirectory!]);
        }
        else
        {
            arguments.AddRange(["--s3-endpoint", Store.Endpoint.ToString()]);
            if (Store.Profile.Length > 0)
            {
                arguments.AddRange(["--s3-profile", Store.Profile, "--s3-region", Store.Region]);
            }

            if (Store.CertificateAuthorityFile is { } authority)
            {
                arguments.AddRange(["--s3-ca", authority]);
            }
        }

        if (MemoryBudget > 0)
        {
            arguments.AddRange(["--memory-budget", MemoryBudget.ToString(CultureInfo.InvariantCulture)]);
        }

        arguments.AddRange(More);
        return arguments;
    }

    public IReadOnlyDictionary<string, string?> Environment() => new Dictionary<string, string?>(Variables)
    {
        ["AWS_ACCESS_KEY_ID"] = Store?.AccessKey,
        ["AWS_SECRET_ACCESS_KEY"] = Store?.SecretKey,
    };
}
