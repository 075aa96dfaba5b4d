namespace S3Stream.Tests.Fakes;

/// <summary>One request to the fake store, for its log and its hooks.</summary>
/// <param name="Number">Counts the requests, from 1.</param>
/// <param name="Verb">The request.</param>
/// <param name="Address">The object; the key is empty for requests about buckets.</param>
/// <param name="Part">The part's number, or 0.</param>
/// <param name="Range">The bytes read or written; for a part its length from 0.</param>
/// <param name="Moment">Before or after the effect. The log keeps <see cref="StoreMoment.Before"/>.</param>
public sealed record StoreCall(long Number, StoreVerb Verb, ObjectAddress Address, int Part, Extent Range, StoreMoment Moment);
