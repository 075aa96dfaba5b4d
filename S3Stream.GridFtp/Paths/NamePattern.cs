using System.Text;

namespace S3Stream.GridFtp.Paths;

/// <summary>
/// A pattern of names as shells have it (fnmatch(3)): <c>*</c> is any characters, <c>?</c> one, <c>[a-z]</c> one of these, <c>[!a-z]</c>
/// one of all others. Everything else stands for itself: braces, a backslash, a bracket that nothing closes, a dot at the beginning.
/// A character is a Unicode scalar value. Immutable.
/// </summary>
internal sealed class NamePattern
{
    private static readonly Element AnyCharacters = new(Kind.AnyCharacters);

    private readonly Element[] _elements;

    private NamePattern(Element[] elements, string start)
    {
        _elements = elements;
        Start = start;
    }

    private enum Kind
    {
        AnyCharacters,
        OneOf,
        NoneOf,
    }

    /// <summary>What every name that matches begins with: the text before the first wildcard.</summary>
    public string Start { get; }

    /// <summary>The text is a pattern and not just a name.</summary>
    public static bool IsPattern(string text) =>
        text.AsSpan().IndexOfAny('*', '?') >= 0 || HasSet(text);

    public static NamePattern Parse(string text)
    {
        var elements = new List<Element>();
        int start = -1;
        for (int i = 0; i < text.Length;)
        {
            int at = i;
            Element element = Next(text, ref i);
            if (!element.IsLiteral && start < 0)
            {
                start = at;
            }

            if (element.Kind != Kind.AnyCharacters || elements.Count == 0 || elements[^1].Kind != Kind.AnyCharacters)
            {
                elements.Add(element); // of stars in a row one is enough
            }
        }

        return new NamePattern([.. elements], start < 0 ? text : text[..start]);
    }

    /// <summary>All of the name matches. Takes at most as many steps as the pattern has characters times those of the name.</summary>
    public bool Matches(string name)
    {
        Rune[] runes = [.. name.EnumerateRunes()];
        int element = 0;
        int rune = 0;
        int star = -1; // the last one passed: earlier ones need never take more, so going back to it is enough
        int taken = 0; // by that star
        while (rune < runes.Length)
        {
            if (element < _elements.Length && _elements[element].Kind == Kind.AnyCharacters)
            {
                star = element++;
                taken = rune;
            }
            else if (element < _elements.Length && _elements[element].Takes(runes[rune]))
            {
                element++;
                rune++;
            }
            else if (star >= 0)
            {
                element = star + 1;
                rune = ++taken;
            }
            else
            {
                return false;
            }
        }

        // what is left of the pattern must be nothing, or the last star
        return element + (element < _elements.Length && _elements[element].Kind == Kind.AnyCharacters ? 1 : 0) == _elements.Length;
    }

    private static bool HasSet(string text)
    {
        // if the first bracket is closed by nothing, no later one is
        int start = text.IndexOf('[', StringComparison.Ordinal);
        return start >= 0 && EndOfSet(text, start) > 0;
    }

    private static Element Next(string text, ref int i)
    {
        int end = text[i] == '[' ? EndOfSet(text, i) : -1;
        if (end > 0)
        {
            Element set = Set(text.AsSpan((i + 1)..end));
            i = end + 1;
            return set;
        }

        Rune rune = Rune.TryGetRuneAt(text, i, out Rune found) ? found : Rune.ReplacementChar;
        i += rune == Rune.ReplacementChar ? 1 : rune.Utf16SequenceLength;
        return rune.Value switch
        {
            '*' => AnyCharacters,
            '?' => new Element(Kind.NoneOf),
            _ => new Element(Kind.OneOf, (rune, rune)) { IsLiteral = true },
        };
    }

    /// <summary>Where the set that begins here is closed; a bracket right behind its beginning is one of its members.</summary>
    private static int EndOfSet(string text, int start)
    {
        int first = start + 1 < text.Length && text[start + 1] is '!' or '^' ? start + 2 : start + 1;
        return first + 1 < text.Length ? text.IndexOf(']', first + 1) : -1;
    }

    private static Element Set(ReadOnlySpan<char> members)
    {
        bool isNegated = members[0] is '!' or '^';
        Rune[] runes = [.. members[(isNegated ? 1 : 0)..].ToString().EnumerateRunes()];
        var ranges = new List<(Rune From, Rune To)>();
        for (int i = 0; i < runes.Length; i++)
        {
            bool isRange = i + 2 < runes.Length && runes[i + 1].Value == '-';
            ranges.Add((runes[i], isRange ? runes[i + 2] : runes[i]));
            i += isRange ? 2 : 0;
        }

        return new Element(isNegated ? Kind.NoneOf : Kind.OneOf, [.. ranges]);
    }

    /// <summary>One character of the names, or any number of them.</summary>
    private sealed record Element(Kind Kind, params (Rune From, Rune To)[] Ranges)
    {
        public bool IsLiteral { get; init; }

        public bool Takes(Rune rune) => Array.Exists(Ranges, range => range.From <= rune && rune <= range.To) == (Kind == Kind.OneOf);
    }
}
