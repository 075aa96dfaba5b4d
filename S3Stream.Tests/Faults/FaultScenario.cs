using System.Text.Json;
using System.Text.Json.Serialization;
using S3Stream.Tests.EndToEnd;

namespace S3Stream.Tests.Faults;

/// <summary>
/// A file of this folder: steps, the faults they meet, and how they must end. All steps but the last succeed; the last ends as
/// <see cref="Core"/> and <see cref="Endpoint"/> say. Whatever happens, no step ends well with other bytes than the object's.
/// </summary>
internal sealed record FaultScenario
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        ReadCommentHandling = JsonCommentHandling.Skip,
    };

    /// <summary>What happens, as a sentence.</summary>
    public required string Scenario { get; init; }

    /// <summary>The object's length. More than 5 MiB goes in parts of 5 MiB.</summary>
    public int Bytes { get; init; } = 12_000_000;

    /// <summary>The profile of scenarios that name none.</summary>
    public const string DefaultProfile = "minio";

    /// <summary>The client's profile of the store.</summary>
    public string Profile { get; init; } = DefaultProfile;

    /// <summary>The key of the object.</summary>
    public string Key { get; init; } = "dir/object";

    /// <summary>put, get, resume, rename, list, checksum, stat, delete. What they need to be there is put there around the front.</summary>
    public required IReadOnlyList<string> Steps { get; init; }

    public required IReadOnlyList<FaultRule> Faults { get; init; }

    /// <summary>"ok", or the reason of the failure.</summary>
    public required string Core { get; init; }

    /// <summary>The replies that may end the last step at the endpoint; none: the scenario is not run there.</summary>
    public IReadOnlyList<int> Endpoint { get; init; } = [];

    /// <summary>What the reply must say, a pattern.</summary>
    public string? Says { get; init; }

    /// <summary>Requests that the front must have seen at least, so that a fault that never happens is no success.</summary>
    public int MinFaults { get; init; } = 1;

    /// <summary>
    /// Whether the object must be there at the end: "whole", "absent" or "either"; null: whole after success, else absent after a put.
    /// </summary>
    public string? After { get; init; }

    public static IEnumerable<string> Names() => Directory.EnumerateFiles(Repository.Path("S3Stream.Tests", "Faults"), "*.json")
        .Select(file => Path.GetFileNameWithoutExtension(file)).Order();

    /// <summary>Reads it anew: its rules count.</summary>
    public static FaultScenario Load(string name) =>
        JsonSerializer.Deserialize<FaultScenario>(File.ReadAllText(Repository.Path("S3Stream.Tests", "Faults", name + ".json")), Json)
        ?? throw new InvalidDataException($"{name}.json is empty.");
}
