using Microsoft.Extensions.Time.Testing;
using S3Stream.Storage;
using Xunit;

namespace S3Stream.Tests.Core.Storage;

/// <summary>How long a habit of a store counts.</summary>
public sealed class HabitMemoryTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void What_was_seen_once_does_not_count()
    {
        var memory = new HabitMemory(_time, sightings: 2);

        Assert.False(memory.See());
        Assert.False(memory.Counts);
        Assert.True(memory.See());
        Assert.True(memory.Counts);
    }

    [Fact]
    public void The_opposite_in_between_begins_anew()
    {
        var memory = new HabitMemory(_time, sightings: 2);
        memory.See();
        memory.Forget();

        Assert.False(memory.See());
        Assert.False(memory.Counts);
    }

    [Fact]
    public void It_is_asked_again_after_a_minute_then_less_and_less_often()
    {
        var memory = new HabitMemory(_time, sightings: 2);
        memory.See();
        memory.See();
        List<double> minutes = [];
        for (int i = 0; i < 7; i++)
        {
            int held = 0;
            for (; memory.Counts; held++)
            {
                _time.Advance(TimeSpan.FromMinutes(1));
            }

            minutes.Add(held);
            Assert.False(memory.See()); // told once
        }

        Assert.Equal([1, 2, 4, 8, 16, 30, 30], minutes);
    }

    [Fact]
    public void Sightings_of_requests_that_were_under_way_together_count_once()
    {
        var memory = new HabitMemory(_time, sightings: 2);
        for (int i = 0; i < 8; i++)
        {
            memory.See();
        }

        _time.Advance(HabitMemory.First);

        Assert.False(memory.Counts);
    }
}
