namespace S3Stream;

/// <summary>One entry of a new object's access list (S3: x-amz-grant-*). Immutable.</summary>
/// <param name="Permission">What is granted.</param>
/// <param name="Grantee">
/// To whom, as S3 writes it: <c>id=...</c> with a canonical user's id, <c>uri=...</c> with a group's, or <c>emailAddress=...</c>.
/// </param>
public readonly record struct ObjectGrant(ObjectAccess Permission, string Grantee);
