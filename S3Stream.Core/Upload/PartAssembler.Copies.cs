namespace S3Stream.Upload;

/// <content>Parts that S3 fills itself from another object: nobody writes them and they take no memory.</content>
internal sealed partial class PartAssembler
{
    /// <summary>
    /// Reserves every part that <paramref name="extent"/> covers as a whole and that nobody has begun; the caller has them copied.
    /// <c>Others</c> is what else of the extent is missing.
    /// </summary>
    public (IReadOnlyList<OpenPart> Parts, IReadOnlyList<Extent> Others) ReserveCopies(Extent extent)
    {
        var parts = new List<OpenPart>();
        var rest = new Addressing.ExtentSet();
        lock (_gate)
        {
            ThrowIfOver();
            if (extent.End > (_declaredLength ?? _layout.Capacity))
            {
                throw FailLocked(BeyondEnd(extent.End - 1));
            }

            for (long offset = extent.Offset; offset < extent.End;)
            {
                int number = _layout.PartNumberAt(offset);
                Extent whole = WholeOf(number);
                Extent inside = whole.Intersect(extent);
                offset = inside.End;
                if (_manifest.Contains(number))
                {
                    continue;
                }

                if (inside == whole && !IsSinglePart && !_parts.ContainsKey(number))
                {
                    parts.Add(ReserveCopy(number, whole));
                }
                else
                {
                    rest.Add(inside);
                }
            }

            AdvanceFrontier();
        }

        return (parts, rest.Extents);
    }

    /// <summary>Gives up those of the parts that were not copied.</summary>
    public void CopiesDropped(IReadOnlyList<OpenPart> parts)
    {
        lock (_gate)
        {
            foreach (OpenPart part in parts.Where(part => part.State is OpenPartState.Whole))
            {
                Drop(part);
            }
        }
    }

    private OpenPart ReserveCopy(int number, Extent extent)
    {
        var part = new OpenPart(number, extent) { State = OpenPartState.Whole };
        _received += part.Coverage.Add(new Extent(0, extent.Length));
        _parts.Add(number, part);
        _wholeAhead.Add(number);
        return part;
    }

    /// <summary>The bytes of a part in an object of the declared length, or in one that does not end before.</summary>
    private Extent WholeOf(int number)
    {
        Extent extent = _layout.ExtentOf(number);
        return _declaredLength is { } length ? extent.Intersect(new Extent(0, length)) : extent;
    }
}
