namespace S3Stream;

/// <summary>
/// What stores differ in: no transfer fails for the lack of one, but something is slower, less safe or not offered.
/// <see cref="S3StreamClient.ProbeAsync"/> finds them out.
/// </summary>
public enum StoreAbility
{
    /// <summary>Bytes with a wrong Content-MD5 are refused.</summary>
    ComparesContentMd5 = 0,

    /// <summary>Bytes with a wrong x-amz-checksum-crc64nvme are refused.</summary>
    ComparesCrc64Nvme,

    /// <summary>The CRC-64/NVME of a whole multipart object is kept and told.</summary>
    KeepsCrc64Nvme,

    /// <summary>PutObject honours If-None-Match.</summary>
    PutsOnlyNew,

    /// <summary>CompleteMultipartUpload honours If-None-Match.</summary>
    CompletesOnlyNew,

    /// <summary>CompleteMultipartUpload honours If-Match: it replaces one version and no other.</summary>
    ReplacesOnlyOneVersion,

    /// <summary>CompleteMultipartUpload compares x-amz-mp-object-size.</summary>
    ComparesObjectSize,

    /// <summary>Parts may have different lengths.</summary>
    TakesUnequalParts,

    /// <summary>GetObject honours If-Match: it takes the ETag of the version that is there, and refuses another.</summary>
    PinsReads,

    /// <summary>CopyObject honours x-amz-copy-source-if-match, also for a multipart object.</summary>
    PinsCopies,

    /// <summary>UploadPartCopy honours x-amz-copy-source-if-match, also for a multipart object.</summary>
    PinsPartCopies,

    /// <summary>Keys with blanks, plus, percent signs and letters beyond ASCII are listed as they are.</summary>
    ListsOddKeys,

    /// <summary>A multipart upload that is gone is answered with NoSuchUpload.</summary>
    TellsGoneUploads,
}
