namespace S3Stream.Memory;

/// <summary>What a <see cref="BudgetRequest"/> asks for.</summary>
internal enum BudgetRequestKind
{
    /// <summary>The reserve of a transfer that has none: it wants to begin.</summary>
    Admission,

    /// <summary>A larger reserve.</summary>
    Growth,

    /// <summary>Bytes for a part or range.</summary>
    Ticket,
}
