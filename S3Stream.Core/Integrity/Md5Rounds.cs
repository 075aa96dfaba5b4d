using System.Runtime.CompilerServices;

namespace S3Stream.Integrity;

/// <summary>MD5's compression of blocks (RFC 1321, section 3.4) for as many messages at once as <c>T</c> has lanes. Pure.</summary>
internal static unsafe class Md5Rounds
{
    /// <summary>Bytes of a block.</summary>
    public const int BlockSize = 64;

    /// <summary>F as the table of ternary logic: bit 4b + 2c + d is its value.</summary>
    public const byte TableOfF = 0xCA;

    /// <inheritdoc cref="TableOfF"/>
    public const byte TableOfG = 0xE4;

    /// <inheritdoc cref="TableOfF"/>
    public const byte TableOfH = 0x96;

    /// <inheritdoc cref="TableOfF"/>
    public const byte TableOfI = 0x39;

    private const int WordsOfBlock = 16;
    private const int Alignment = 64;

    // RFC 1321: the integer part of 4294967296 times abs(sin(i))
    internal static ReadOnlySpan<uint> Sines =>
    [
        0xD76AA478, 0xE8C7B756, 0x242070DB, 0xC1BDCEEE, 0xF57C0FAF, 0x4787C62A, 0xA8304613, 0xFD469501,
        0x698098D8, 0x8B44F7AF, 0xFFFF5BB1, 0x895CD7BE, 0x6B901122, 0xFD987193, 0xA679438E, 0x49B40821,
        0xF61E2562, 0xC040B340, 0x265E5A51, 0xE9B6C7AA, 0xD62F105D, 0x02441453, 0xD8A1E681, 0xE7D3FBC8,
        0x21E1CDE6, 0xC33707D6, 0xF4D50D87, 0x455A14ED, 0xA9E3E905, 0xFCEFA3F8, 0x676F02D9, 0x8D2A4C8A,
        0xFFFA3942, 0x8771F681, 0x6D9D6122, 0xFDE5380C, 0xA4BEEA44, 0x4BDECFA9, 0xF6BB4B60, 0xBEBFBC70,
        0x289B7EC6, 0xEAA127FA, 0xD4EF3085, 0x04881D05, 0xD9D4D039, 0xE6DB99E5, 0x1FA27CF8, 0xC4AC5665,
        0xF4292244, 0x432AFF97, 0xAB9423A7, 0xFC93A039, 0x655B59C3, 0x8F0CCC92, 0xFFEFF47D, 0x85845DD1,
        0x6FA87E4F, 0xFE2CE6E0, 0xA3014314, 0x4E0811A1, 0xF7537E82, 0xBD3AF235, 0x2AD7D2BB, 0xEB86D391,
    ];

    /// <summary>Takes blocks into the states of the messages.</summary>
    /// <param name="states">The four words A to D, each of all messages side by side.</param>
    /// <param name="messages">A pointer to the bytes of each message.</param>
    /// <param name="count">Blocks of each.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Compress<T>(uint* states, byte** messages, nint count)
        where T : unmanaged, IMd5Words<T>
    {
        byte* room = stackalloc byte[(WordsOfBlock * sizeof(T)) + Alignment];
        var words = (T*)(((nint)room + Alignment - 1) & -Alignment); // a vector across two cache lines is read twice
        T a = T.Load(states);
        T b = T.Load(states + T.Lanes);
        T c = T.Load(states + (2 * T.Lanes));
        T d = T.Load(states + (3 * T.Lanes));
        fixed (uint* sines = Sines)
        {
            for (nint block = 0; block < count; block++)
            {
                T.LoadBlocks(messages, block * BlockSize, words);
                T firstA = a;
                T firstB = b;
                T firstC = c;
                T firstD = d;
                for (int i = 0; i < WordsOfBlock; i += 4)
                {
                    a = T.StepF(a, b, c, d, words[i], sines[i], 7);
                    d = T.StepF(d, a, b, c, words[i + 1], sines[i + 1], 12);
                    c = T.StepF(c, d, a, b, words[i + 2], sines[i + 2], 17);
                    b = T.StepF(b, c, d, a, words[i + 3], sines[i + 3], 22);
                }

                for (int i = 0; i < WordsOfBlock; i += 4)
                {
                    a = T.StepG(a, b, c, d, words[((5 * i) + 1) & 15], sines[i + 16], 5);
                    d = T.StepG(d, a, b, c, words[((5 * i) + 6) & 15], sines[i + 17], 9);
                    c = T.StepG(c, d, a, b, words[((5 * i) + 11) & 15], sines[i + 18], 14);
                    b = T.StepG(b, c, d, a, words[(5 * i) & 15], sines[i + 19], 20);
                }

                for (int i = 0; i < WordsOfBlock; i += 4)
                {
                    a = T.StepH(a, b, c, d, words[((3 * i) + 5) & 15], sines[i + 32], 4);
                    d = T.StepH(d, a, b, c, words[((3 * i) + 8) & 15], sines[i + 33], 11);
                    c = T.StepH(c, d, a, b, words[((3 * i) + 11) & 15], sines[i + 34], 16);
                    b = T.StepH(b, c, d, a, words[((3 * i) + 14) & 15], sines[i + 35], 23);
                }

                for (int i = 0; i < WordsOfBlock; i += 4)
                {
                    a = T.StepI(a, b, c, d, words[(7 * i) & 15], sines[i + 48], 6);
                    d = T.StepI(d, a, b, c, words[((7 * i) + 7) & 15], sines[i + 49], 10);
                    c = T.StepI(c, d, a, b, words[((7 * i) + 14) & 15], sines[i + 50], 15);
                    b = T.StepI(b, c, d, a, words[((7 * i) + 5) & 15], sines[i + 51], 21);
                }

                a += firstA;
                b += firstB;
                c += firstC;
                d += firstD;
            }
        }

        a.Store(states);
        b.Store(states + T.Lanes);
        c.Store(states + (2 * T.Lanes));
        d.Store(states + (3 * T.Lanes));
    }
}
