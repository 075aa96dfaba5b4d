using System.Runtime.CompilerServices;

namespace S3Stream.Integrity;

/// <summary>
/// <see cref="Md5Rounds"/> for twice as many messages, in two sets of words in turn. Each step of MD5 waits for the one before it: with
/// two sets the processor has something to do meanwhile, where it has instructions to spare (AVX2 needs more of them than AVX-512). Pure.
/// </summary>
internal static unsafe class Md5PairedRounds
{
    private const int WordsOfBlock = 16;
    private const int Alignment = 64;

    /// <inheritdoc cref="Md5Rounds.Compress"/>
    /// <remarks>Messages are twice <c>T</c>'s lanes.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Compress<T>(uint* states, byte** messages, nint count)
        where T : unmanaged, IMd5Words<T>
    {
        byte* room = stackalloc byte[(2 * WordsOfBlock * sizeof(T)) + Alignment];
        var words = (T*)(((nint)room + Alignment - 1) & -Alignment);
        T* others = words + WordsOfBlock;
        uint* otherStates = states + T.Lanes;
        T a = T.Load(states);
        T b = T.Load(states + (2 * T.Lanes));
        T c = T.Load(states + (4 * T.Lanes));
        T d = T.Load(states + (6 * T.Lanes));
        T e = T.Load(otherStates);
        T f = T.Load(otherStates + (2 * T.Lanes));
        T g = T.Load(otherStates + (4 * T.Lanes));
        T h = T.Load(otherStates + (6 * T.Lanes));
        fixed (uint* sines = Md5Rounds.Sines)
        {
            for (nint block = 0; block < count; block++)
            {
                T.LoadBlocks(messages, block * Md5Rounds.BlockSize, words);
                T.LoadBlocks(messages + T.Lanes, block * Md5Rounds.BlockSize, others);
                (T firstA, T firstB, T firstC, T firstD) = (a, b, c, d);
                (T firstE, T firstF, T firstG, T firstH) = (e, f, g, h);
                for (int i = 0; i < WordsOfBlock; i += 4)
                {
                    a = T.StepF(a, b, c, d, words[i], sines[i], 7);
                    e = T.StepF(e, f, g, h, others[i], sines[i], 7);
                    d = T.StepF(d, a, b, c, words[i + 1], sines[i + 1], 12);
                    h = T.StepF(h, e, f, g, others[i + 1], sines[i + 1], 12);
                    c = T.StepF(c, d, a, b, words[i + 2], sines[i + 2], 17);
                    g = T.StepF(g, h, e, f, others[i + 2], sines[i + 2], 17);
                    b = T.StepF(b, c, d, a, words[i + 3], sines[i + 3], 22);
                    f = T.StepF(f, g, h, e, others[i + 3], sines[i + 3], 22);
                }

                for (int i = 0; i < WordsOfBlock; i += 4)
                {
                    a = T.StepG(a, b, c, d, words[((5 * i) + 1) & 15], sines[i + 16], 5);
                    e = T.StepG(e, f, g, h, others[((5 * i) + 1) & 15], sines[i + 16], 5);
                    d = T.StepG(d, a, b, c, words[((5 * i) + 6) & 15], sines[i + 17], 9);
                    h = T.StepG(h, e, f, g, others[((5 * i) + 6) & 15], sines[i + 17], 9);
                    c = T.StepG(c, d, a, b, words[((5 * i) + 11) & 15], sines[i + 18], 14);
                    g = T.StepG(g, h, e, f, others[((5 * i) + 11) & 15], sines[i + 18], 14);
                    b = T.StepG(b, c, d, a, words[(5 * i) & 15], sines[i + 19], 20);
                    f = T.StepG(f, g, h, e, others[(5 * i) & 15], sines[i + 19], 20);
                }

                for (int i = 0; i < WordsOfBlock; i += 4)
                {
                    a = T.StepH(a, b, c, d, words[((3 * i) + 5) & 15], sines[i + 32], 4);
                    e = T.StepH(e, f, g, h, others[((3 * i) + 5) & 15], sines[i + 32], 4);
                    d = T.StepH(d, a, b, c, words[((3 * i) + 8) & 15], sines[i + 33], 11);
                    h = T.StepH(h, e, f, g, others[((3 * i) + 8) & 15], sines[i + 33], 11);
                    c = T.StepH(c, d, a, b, words[((3 * i) + 11) & 15], sines[i + 34], 16);
                    g = T.StepH(g, h, e, f, others[((3 * i) + 11) & 15], sines[i + 34], 16);
                    b = T.StepH(b, c, d, a, words[((3 * i) + 14) & 15], sines[i + 35], 23);
                    f = T.StepH(f, g, h, e, others[((3 * i) + 14) & 15], sines[i + 35], 23);
                }

                for (int i = 0; i < WordsOfBlock; i += 4)
                {
                    a = T.StepI(a, b, c, d, words[(7 * i) & 15], sines[i + 48], 6);
                    e = T.StepI(e, f, g, h, others[(7 * i) & 15], sines[i + 48], 6);
                    d = T.StepI(d, a, b, c, words[((7 * i) + 7) & 15], sines[i + 49], 10);
                    h = T.StepI(h, e, f, g, others[((7 * i) + 7) & 15], sines[i + 49], 10);
                    c = T.StepI(c, d, a, b, words[((7 * i) + 14) & 15], sines[i + 50], 15);
                    g = T.StepI(g, h, e, f, others[((7 * i) + 14) & 15], sines[i + 50], 15);
                    b = T.StepI(b, c, d, a, words[((7 * i) + 5) & 15], sines[i + 51], 21);
                    f = T.StepI(f, g, h, e, others[((7 * i) + 5) & 15], sines[i + 51], 21);
                }

                (a, b, c, d) = (a + firstA, b + firstB, c + firstC, d + firstD);
                (e, f, g, h) = (e + firstE, f + firstF, g + firstG, h + firstH);
            }
        }

        a.Store(states);
        b.Store(states + (2 * T.Lanes));
        c.Store(states + (4 * T.Lanes));
        d.Store(states + (6 * T.Lanes));
        e.Store(otherStates);
        f.Store(otherStates + (2 * T.Lanes));
        g.Store(otherStates + (4 * T.Lanes));
        h.Store(otherStates + (6 * T.Lanes));
    }
}
