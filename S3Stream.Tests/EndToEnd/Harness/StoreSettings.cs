namespace S3Stream.Tests.EndToEnd;

/// <summary>
/// What the endpoint and a checking S3 client need to know of a running store. Without a profile ("") the endpoint is told its address
/// alone.
/// </summary>
internal sealed record StoreSettings(
    Uri Endpoint, string Profile, string Region, string AccessKey, string SecretKey, string? CertificateAuthorityFile = null);
