namespace S3Stream.Gsi.Tls;

/// <summary>Changes the key that a side of TLS 1.3 sends with (KeyUpdate, RFC 8446 4.6.3).</summary>
internal interface IKeyRenewal
{
    /// <summary>Adds the message to the output; records sealed afterwards have the new key.</summary>
    void RenewKey();
}
