namespace S3Stream.Benchmarks.Endpoint;

/// <summary>What the endpoint benchmark measures. Immutable.</summary>
/// <param name="Server">The endpoint's executable.</param>
/// <param name="Bytes">Size of the file that is moved.</param>
/// <param name="Streams">Data connections (-p).</param>
/// <param name="Rounds">Rounds; medians are told.</param>
/// <param name="Folder">Where the file lies; in memory, so that no disk is measured.</param>
internal sealed record EndpointSettings(string Server, long Bytes, int Streams, int Rounds, string Folder);
