using System.Text.Json.Serialization;

namespace S3Stream.Upload;

/// <summary>The journal's format, without reflection.</summary>
[JsonSerializable(typeof(JournalEntry))]
internal sealed partial class JournalJson : JsonSerializerContext;
