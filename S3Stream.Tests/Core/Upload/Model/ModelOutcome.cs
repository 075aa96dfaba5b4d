namespace S3Stream.Tests.Core.Upload.Model;

/// <summary>What becomes of a request.</summary>
internal enum ModelOutcome
{
    Done,

    /// <summary>It never arrives.</summary>
    Lost,

    /// <summary>It takes effect, and the answer is lost.</summary>
    AnswerLost,

    /// <summary>The store says no, for good.</summary>
    Refused,

    /// <summary>The process dies before it is sent.</summary>
    Dead,

    /// <summary>It takes effect, and nobody is left to hear of it.</summary>
    DoneForTheDead,
}
