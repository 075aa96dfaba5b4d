namespace S3Stream.Tests.Fakes;

/// <summary>The requests of <see cref="Storage.IObjectStore"/>, by S3's names.</summary>
public enum StoreVerb
{
    CreateMultipart,
    UploadPart,
    CompleteMultipart,
    AbortMultipart,
    Put,
    GetRange,
    Head,
    List,
    Delete,
    DeleteMany,
    Copy,
    CopyPart,
    ListMultiparts,
    ListParts,
    ListBuckets,
    BucketExists,
    GetBucketLocation,
    CreateBucket,
    DeleteBucket,
}
