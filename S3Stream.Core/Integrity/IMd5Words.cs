using System.Diagnostics.CodeAnalysis;

namespace S3Stream.Integrity;

/// <summary>
/// One word of 32 bits of so many messages side by side, and the steps of MD5 (RFC 1321, section 3.4):
/// <c>b + ((a + F(b, c, d) + word + sine) &lt;&lt;&lt; bits)</c>. A step is one method, as the compiler inlines so many calls and no more,
/// and as the quickest order depends on the instructions that there are: every step waits for <c>b</c>, which the one before it made.
/// </summary>
internal unsafe interface IMd5Words<T>
    where T : unmanaged, IMd5Words<T>
{
    /// <summary>Messages side by side.</summary>
    static abstract int Lanes { get; }

    /// <summary>The words of the messages, side by side in memory.</summary>
    static abstract T Load(uint* words);

    /// <summary>Writes them as <see cref="Load"/> reads them.</summary>
    void Store(uint* words);

    /// <summary>The 16 words of the block of each message at that offset of its bytes: word by word, each of all messages.</summary>
    static abstract void LoadBlocks(byte** messages, nint offset, T* words);

    static abstract T operator +(T left, T right);

    /// <summary>A step with F, which takes c where b is set and d elsewhere.</summary>
    static abstract T StepF(T a, T b, T c, T d, T word, uint sine, [ConstantExpected] byte bits);

    /// <summary>A step with G, which takes b where d is set and c elsewhere.</summary>
    static abstract T StepG(T a, T b, T c, T d, T word, uint sine, [ConstantExpected] byte bits);

    /// <summary>A step with H, the parity of all three.</summary>
    static abstract T StepH(T a, T b, T c, T d, T word, uint sine, [ConstantExpected] byte bits);

    /// <summary>A step with I: c, inverted where b is set or d is not.</summary>
    static abstract T StepI(T a, T b, T c, T d, T word, uint sine, [ConstantExpected] byte bits);
}
