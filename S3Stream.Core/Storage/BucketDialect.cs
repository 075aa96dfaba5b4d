namespace S3Stream.Storage;

/// <summary>What was learned of a store by its answers about one bucket. Safe for concurrent use.</summary>
internal sealed class BucketDialect
{
    private const int Literal = 1;
    private const int Blank = 2;

    private readonly HabitMemory[] _habits;
    private volatile int _plus;
    private volatile bool _needsMd5;
    private volatile bool _needsEqualParts;
    private volatile bool _hasMd5ETags;
    private volatile bool _answersChecksums;
    private volatile bool _refusesWrongChecksums;
    private int _isETagDoubted;
    private int _isTrialRunning;

    public BucketDialect(TimeProvider clock) =>
        _habits = [.. Enum.GetValues<StoreHabit>().Select(habit => new HabitMemory(clock, SightingsOf(habit)))];

    /// <summary>A plus in url-encoded listings stands for itself; null: not known yet.</summary>
    public bool? IsPlusLiteral
    {
        get => _plus switch { Literal => true, Blank => false, _ => null };
        set => _plus = value is null ? 0 : value.Value ? Literal : Blank;
    }

    /// <summary>Writes need Content-MD5, as those into a bucket with object lock do.</summary>
    public bool NeedsMd5
    {
        get => _needsMd5;
        set => _needsMd5 = value;
    }

    /// <summary>Parts of different lengths were not put together, although they are those that the store lists.</summary>
    public bool NeedsEqualParts
    {
        get => _needsEqualParts;
        set => _needsEqualParts = value;
    }

    /// <summary>An ETag was the MD5 of what had been sent, so that another one tells something.</summary>
    public bool HasMd5ETags
    {
        get => _hasMd5ETags;
        set => _hasMd5ETags = value;
    }

    /// <summary>
    /// The store compares x-amz-checksum-crc64nvme with the bytes: it answers the right one, and refused bytes with a wrong one.
    /// </summary>
    public bool ComparesChecksums => _answersChecksums && _refusesWrongChecksums && TakesChecksums;

    /// <summary>Nothing speaks against sending x-amz-checksum-crc64nvme.</summary>
    public bool TakesChecksums =>
        !Has(StoreHabit.RefusesChecksums) && !Has(StoreHabit.IgnoresChecksums) && !Has(StoreHabit.TakesWrongChecksums);

    /// <summary>The habit was seen not long ago.</summary>
    public bool Has(StoreHabit habit) => _habits[(int)habit].Counts;

    /// <summary>The habit was seen now. True when it is to be told: it counts from now on and did not before.</summary>
    public bool Saw(StoreHabit habit) => _habits[(int)habit].See();

    /// <summary>The opposite was seen now.</summary>
    public void SawNot(StoreHabit habit) => _habits[(int)habit].Forget();

    /// <summary>A write was answered with the checksum that was sent. True when the store is known to compare them from now on.</summary>
    public bool SawChecksumAnswered()
    {
        SawNot(StoreHabit.RefusesChecksums);
        SawNot(StoreHabit.IgnoresChecksums);
        bool compared = ComparesChecksums;
        _answersChecksums = true;
        return !compared && ComparesChecksums;
    }

    /// <summary>A write was answered without the checksum that was sent. True when that is to be told.</summary>
    public bool SawChecksumIgnored()
    {
        // another node, an older one for example: what was proven of one does not hold for the other
        _answersChecksums = false;
        _refusesWrongChecksums = false;
        return Saw(StoreHabit.IgnoresChecksums);
    }

    /// <summary>
    /// Whether to try if the store compares checksums, after it has named or answered one: one caller at a time, who tells the end to
    /// <see cref="EndTrial"/>.
    /// </summary>
    public bool BeginTrial(bool isNamed) =>
        (isNamed || _answersChecksums) && !_refusesWrongChecksums && TakesChecksums
        && Interlocked.Exchange(ref _isTrialRunning, 1) == 0;

    /// <summary>How the trial ended; null: nothing is known. True when the outcome is to be told.</summary>
    public bool EndTrial(bool? isWrongRefused)
    {
        bool compared = ComparesChecksums;
        bool isNews = false;
        if (isWrongRefused == true)
        {
            _refusesWrongChecksums = true;
            isNews = !compared && ComparesChecksums;
        }
        else if (isWrongRefused == false)
        {
            isNews = Saw(StoreHabit.TakesWrongChecksums);
        }

        Volatile.Write(ref _isTrialRunning, 0);
        return isNews;
    }

    /// <summary>
    /// An ETag is not the MD5 of what was sent, where none is known to be. True the first time: the bytes are worth sending again.
    /// </summary>
    public bool DoubtsETag() => Interlocked.Exchange(ref _isETagDoubted, 1) == 0;

    // A trial is made for the purpose and needs no second one; of answers in passing one may be a faulty node's.
    private static int SightingsOf(StoreHabit habit) => habit == StoreHabit.TakesWrongChecksums ? 1 : 2;
}
