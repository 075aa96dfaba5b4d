namespace S3Stream.Tests.EndToEnd;

/// <summary>
/// What an object may be after a kill: what was last answered for, or what was under way. Used by one writer, and by the check when that
/// has ended.
/// </summary>
internal sealed class KilledObject(string key)
{
    public string Key => key;

    /// <summary>Length and seed of its bytes; <see langword="null"/>: there is none.</summary>
    public (int Length, int Seed)? Answered { get; private set; }

    /// <summary>The same, of the change that was not answered yet.</summary>
    public (int Length, int Seed)? UnderWay { get; private set; }

    public bool IsChanging { get; private set; }

    /// <summary>Changes answered for, in all rounds.</summary>
    public int Answers { get; private set; }

    public void Begin((int Length, int Seed)? content) => (UnderWay, IsChanging) = (content, true);

    public void Answer() => (Answered, IsChanging, Answers) = (UnderWay, false, Answers + 1);


    /// <summary>Holds what is there against what may be; that is what was answered for from now on.</summary>
    /// <param name="bytes">Of the object; <see langword="null"/>: there is none.</param>
    /// <param name="what">Where a failure belongs to.</param>
    public void Check(byte[]? bytes, string what)
    {
        if (IsChanging && Is(UnderWay, bytes))
        {
            Answered = UnderWay;
        }
        else if (!Is(Answered, bytes))
        {
            throw new InvalidDataException(
                $"{what}: {key} has {bytes?.Length ?? 0} bytes (or none at all), neither what was answered for ({Answered}) "
                    + $"nor what was under way ({(IsChanging ? UnderWay.ToString() : "nothing")})");
        }

        IsChanging = false;
    }

    /// <summary>As it is now.</summary>
    public KilledObject Copy() => new(Key) { Answered = Answered, UnderWay = UnderWay, IsChanging = IsChanging, Answers = Answers };

    private static bool Is((int Length, int Seed)? content, byte[]? bytes) => content is { } expected
        ? bytes?.Length == expected.Length && bytes.AsSpan().SequenceEqual(TestData.Bytes(expected.Length, expected.Seed))
        : bytes is null;
}
