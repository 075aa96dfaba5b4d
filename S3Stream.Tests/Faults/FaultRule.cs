using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using S3Stream.Tests.Fakes;

namespace S3Stream.Tests.Faults;

/// <summary>What the front does with some requests. One entry of a scenario's "faults"; <see cref="Fault"/> says what each means.</summary>
internal sealed record FaultRule
{
    private int _matched;

    /// <summary>Operations of S3 it is for, such as "UploadPart"; none: all.</summary>
    public IReadOnlyList<string> Operations { get; init; } = [];

    /// <summary>A pattern of the path; null: any.</summary>
    public string? Path { get; init; }

    /// <summary>A pattern of a request's header, as "name: value"; null: any request.</summary>
    public string? RequestHeader { get; init; }

    /// <summary>The first of the matching requests it is for, from 1.</summary>
    public int From { get; init; } = 1;

    /// <summary>The last of them.</summary>
    public int To { get; init; } = int.MaxValue;

    public required Fault Do { get; init; }

    /// <summary>The status of an answer that the front makes up.</summary>
    public int Status { get; init; } = 500;

    /// <summary>The code of its error document; null: no document.</summary>
    public string? Code { get; init; }

    /// <summary>Its body, where it has no error document.</summary>
    public string? Text { get; init; }

    /// <summary>Headers set in the answer, "{}" standing for the value that was there; null takes a header off.</summary>
    public IReadOnlyDictionary<string, string?> Headers { get; init; } = new Dictionary<string, string?>();

    /// <summary>How long the answer waits, in milliseconds.</summary>
    public int DelayMs { get; init; }

    /// <summary>Patterns in the text of the answer's body, each with its replacement.</summary>
    public IReadOnlyDictionary<string, string> Replace { get; init; } = new Dictionary<string, string>();

    /// <summary>How many requests it matched so far, within From and To or not.</summary>
    [JsonIgnore]
    public int Matched => _matched;

    /// <summary>Whether the rule is for this request, which counts among its requests if it matches.</summary>
    public bool Takes(string operation, HttpMessage request)
    {
        bool matches = (Operations.Count == 0 || Operations.Contains(operation))
            && (Path is null || Regex.IsMatch(request.Target, Path))
            && (RequestHeader is null
                || request.Headers.Exists(header => Regex.IsMatch($"{header.Name.ToLowerInvariant()}: {header.Value}", RequestHeader)));
        if (!matches)
        {
            return false;
        }

        int number = Interlocked.Increment(ref _matched);
        return number >= From && number <= To;
    }
}
