namespace S3Stream.Gsi.Names;

/// <summary>One RDN: usually one attribute, rarely several (multi-valued).</summary>
/// <param name="Encoded">The SET as it stands in the certificate.</param>
/// <param name="Attributes">At least one.</param>
internal sealed record RelativeName(ReadOnlyMemory<byte> Encoded, IReadOnlyList<NameAttribute> Attributes)
{
    /// <summary>Exactly one attribute, a common name.</summary>
    public bool IsSingleCommonName => Attributes.Count == 1 && Attributes[0].Oid == AttributeNames.CommonNameOid;
}
