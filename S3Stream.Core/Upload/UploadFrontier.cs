using S3Stream.Memory;

namespace S3Stream.Upload;

/// <summary>The lowest part that is not whole. Guarded by the assembler's lock.</summary>
/// <remarks>
/// Only this part may use the account's reserve, so the writer that brings the lowest missing byte always gets memory, whatever the others
/// hold. Parts below the frontier are being stored and give their memory back by themselves.
/// </remarks>
internal sealed class UploadFrontier(UploadParts parts, BudgetAccount account)
{
    private readonly HashSet<int> _wholeAhead = [];

    /// <summary>Its number, from 1.</summary>
    public int Number { get; private set; } = 1;

    /// <summary>Notes that a part is whole. <see cref="Advance"/> follows.</summary>
    public void Pass(int number) => _wholeAhead.Add(number);

    /// <summary>Moves over the parts that are whole or stored; the part it comes to may use the reserve.</summary>
    public void Advance()
    {
        while (_wholeAhead.Remove(Number) || parts.Stored.Contains(Number))
        {
            Number++;
        }

        if (parts.Find(Number)?.Request is { } request)
        {
            account.Promote(request);
        }
    }
}
