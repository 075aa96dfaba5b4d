using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using S3Stream.Memory;

namespace S3Stream.Tests.Core.Memory;

public sealed class SlabPoolProperties
{
    [Property]
    public Property No_slab_is_out_twice_and_none_is_made_beyond_the_limit()
    {
        Gen<int[]> sizes = Gen.Choose(-8, 40).ArrayOf(60);
        return Prop.ForAll(Gen.Zip(Gen.Choose(16, 200), sizes).ToArbitrary(), plan => IsSound(plan.Item1, plan.Item2));
    }

    /// <param name="max">The pool's limit.</param>
    /// <param name="steps">Above 0: rents so many where the limit allows it; else gives the oldest rent back.</param>
    private static bool IsSound(int max, int[] steps)
    {
        var pool = new SlabPool(max);
        var rents = new Queue<SlabRun[]>();
        var slabs = new HashSet<(SlabChunk, int)>();
        var chunks = new HashSet<SlabChunk>();
        int rented = 0;
        foreach (int step in steps)
        {
            if (step > 0 && rented + step <= max)
            {
                SlabRun[] runs = pool.Rent(step);
                rents.Enqueue(runs);
                rented += step;
                chunks.UnionWith(runs.Select(run => run.Chunk));
                if (runs.Sum(run => run.Count) != step || !runs.SelectMany(Slabs).All(slabs.Add))
                {
                    return false;
                }
            }
            else if (rents.TryDequeue(out SlabRun[]? oldest))
            {
                rented -= oldest.Sum(run => run.Count);
                slabs.ExceptWith(oldest.SelectMany(Slabs));
                Array.ForEach(oldest, pool.Return);
            }

            if (pool.Rented != rented)
            {
                return false;
            }
        }

        return chunks.Count <= (max + SlabChunk.MaxSlabs - 1) / SlabChunk.MaxSlabs;
    }

    private static IEnumerable<(SlabChunk, int)> Slabs(SlabRun run) => Enumerable.Range(run.First, run.Count).Select(place => (run.Chunk, place));
}
