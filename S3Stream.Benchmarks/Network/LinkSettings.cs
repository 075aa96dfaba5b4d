namespace S3Stream.Benchmarks.Network;

/// <summary>How a link between two namespaces carries packets, the same in both directions. Immutable.</summary>
internal sealed record LinkSettings
{
    /// <summary>How long a packet is under way; the round trip takes twice as long. Kept to about a millisecond.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>
    /// How much longer than <see cref="Delay"/> some connections take: each connection keeps a delay of its own between the two, so that
    /// connections overtake each other and packets of one do not.
    /// </summary>
    public TimeSpan Spread { get; init; }

    /// <summary>Bytes a second, packet headers included; 0 for no limit.</summary>
    public long BytesPerSecond { get; init; }

    /// <summary>The part of all packets that is lost, 0 to 1. TCP sends them again: what is seen is a stall.</summary>
    public double Loss { get; init; }

    /// <summary>Bytes that may wait in one direction; a packet that finds no room is dropped, as a router drops it.</summary>
    public int QueueBytes { get; init; } = 64 << 20;

    /// <summary>Seed of what is lost, so that a run can be repeated.</summary>
    public int Seed { get; init; } = 1;
}
