namespace S3Stream.Tests.Fakes;

/// <summary>When a hook of <see cref="InMemoryObjectStore"/> runs.</summary>
public enum StoreMoment
{
    /// <summary>Nothing has happened yet: a fault here is a request that never arrived.</summary>
    Before,

    /// <summary>The effect has taken place: a fault here is a reply that was lost.</summary>
    After,
}
