using System.Security.Cryptography;
using S3Stream.Gsi;
using Xunit;

namespace S3Stream.Tests.Gsi;

/// <summary>Records that go past the engine's queues, straight between memory and the network's buffer.</summary>
public class TlsRecordTests
{
    private const int Room = TlsEngine.MaxPlainRecord + TlsEngine.MaxOverhead;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Sealed_records_and_those_of_the_engine_follow_each_other_in_any_order(bool tls13)
    {
        TlsPair pair = Pair(tls13);
        var random = new Random(11);
        for (int i = 0; i < 200; i++)
        {
            (TlsEngine from, TlsEngine to) = random.Next(2) == 0 ? (pair.Client, pair.Server) : (pair.Server, pair.Client);
            byte[] plain = RandomNumberGenerator.GetBytes(random.Next(4) == 0 ? TlsEngine.MaxPlainRecord : random.Next(1, 300));
            byte[] record = random.Next(2) == 0 ? Seal(from, plain) : Write(from, plain);

            byte[] received = random.Next(2) == 0 ? Open(to, record)! : Feed(to, record);

            Assert.Equal(plain, received);
        }
    }

    [Fact]
    public void Keys_are_renewed_in_tls13_as_often_as_wanted_and_no_record_is_lost()
    {
        TlsPair pair = Pair(tls13: true);
        int renewals = 0;
        for (int i = 0; i < 40; i++)
        {
            (TlsEngine from, TlsEngine to) = i % 3 == 0 ? (pair.Server, pair.Client) : (pair.Client, pair.Server);
            from.RenewKeyAfter(records: 2);
            renewals += from.AvailableOutput > 0 ? 1 : 0;
            TlsPair.Move(from, to);
            byte[] plain = RandomNumberGenerator.GetBytes(100);

            Assert.Equal(plain, Open(to, Seal(from, plain)));
        }

        Assert.InRange(renewals, 15, 25); // every second record of each side
    }

    [Fact]
    public void Tls12_has_no_change_of_key()
    {
        TlsPair pair = Pair(tls13: false);
        Seal(pair.Client, "x"u8);

        pair.Client.RenewKeyAfter(records: 1);

        Assert.Equal(0, pair.Client.AvailableOutput);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_record_without_content_is_a_record(bool tls13)
    {
        TlsPair pair = Pair(tls13);

        Assert.Empty(Open(pair.Server, Seal(pair.Client, []))!);
        Assert.Equal("x"u8.ToArray(), Open(pair.Server, Seal(pair.Client, "x"u8)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_changed_record_is_not_opened_and_the_engine_then_refuses_it(bool tls13)
    {
        var random = new Random(12);
        for (int i = 0; i < 60; i++)
        {
            TlsPair pair = Pair(tls13);
            byte[] record = Seal(pair.Client, new byte[random.Next(1, 2_000)]);
            record[random.Next(TlsRecordFraming.HeaderBytes, record.Length)] ^= (byte)(1 << random.Next(8));

            Assert.Null(Open(pair.Server, record));
            TlsEngineException error = Assert.Throws<TlsEngineException>(() => pair.Server.Feed(record));
            Assert.Contains("bad_record_mac", error.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(false, 0)]
    [InlineData(false, 1)]
    [InlineData(false, 2)]
    [InlineData(true, 0)]
    [InlineData(true, 1)]
    [InlineData(true, 2)]
    public void A_record_of_another_type_or_version_is_not_opened(bool tls13, int changed)
    {
        TlsPair pair = Pair(tls13);
        byte[] record = Seal(pair.Client, "some text"u8);
        record[changed] ^= 1;

        Assert.Null(Open(pair.Server, record));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_record_cut_anywhere_is_not_opened(bool tls13)
    {
        TlsPair pair = Pair(tls13);
        byte[] record = Seal(pair.Client, "some text"u8);
        for (int length = TlsRecordFraming.HeaderBytes; length < record.Length; length++)
        {
            Assert.Null(Open(pair.Server, record[..length]));
        }

        Assert.Equal("some text"u8.ToArray(), Open(pair.Server, record));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Records_cannot_be_replayed_or_swapped(bool tls13)
    {
        TlsPair pair = Pair(tls13);
        byte[] first = Seal(pair.Client, "first"u8);
        byte[] second = Seal(pair.Client, "second"u8);

        Assert.Null(Open(pair.Server, second));
        Assert.NotNull(Open(pair.Server, first));
        Assert.Null(Open(pair.Server, first));
        Assert.NotNull(Open(pair.Server, second));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_alert_is_left_to_the_engine(bool tls13)
    {
        TlsPair pair = Pair(tls13);
        byte[] data = Seal(pair.Client, "last words"u8);
        pair.Client.Close();
        byte[] alert = pair.Client.TakeOutput();

        Assert.NotNull(Open(pair.Server, data));
        Assert.Null(Open(pair.Server, alert));
        pair.Server.Feed(alert);
        Assert.True(pair.Server.IsClosed);
    }

    [Fact]
    public void Nothing_is_sealed_before_the_handshake_or_after_the_end()
    {
        var engine = new TlsEngine(ChainCase.User.CredentialWith(), TlsRole.Client, TlsVersions.All);
        Assert.Throws<TlsEngineException>(() => engine.Seal("text"u8, new byte[Room]));

        TlsPair pair = Pair(tls13: true);
        pair.Client.Close();
        Assert.Throws<TlsEngineException>(() => pair.Client.Seal("text"u8, new byte[Room]));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_record_costs_no_memory(bool tls13)
    {
        const int Records = 200;
        TlsPair pair = Pair(tls13);
        byte[] plain = new byte[TlsEngine.MaxPlainRecord];
        byte[] record = new byte[Room];
        byte[] opened = new byte[Room];

        void Move(int times)
        {
            for (int i = 0; i < times; i++)
            {
                int length = pair.Client.Seal(plain, record);
                Assert.True(pair.Server.TryOpen(record.AsSpan(0, length), opened, out _));
            }
        }

        Move(Records); // whatever is made once is made now
        long before = GC.GetAllocatedBytesForCurrentThread();
        Move(Records);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.True(allocated < Records, $"{allocated} bytes were allocated for {Records} records.");
    }

    private static TlsPair Pair(bool tls13)
    {
        var pair = new TlsPair(tls13 ? TlsVersions.Tls13 : TlsVersions.Tls12, GsiRig.Host, ChainCase.User);
        pair.Exchange();
        return pair;
    }

    private static byte[] Seal(TlsEngine engine, ReadOnlySpan<byte> plain)
    {
        byte[] record = new byte[plain.Length + TlsEngine.MaxOverhead];
        return record[..engine.Seal(plain, record)];
    }

    private static byte[]? Open(TlsEngine engine, byte[] record)
    {
        byte[] plain = new byte[Math.Max(0, engine.RoomToOpen(record.Length))];
        return engine.TryOpen(record, plain, out int length) ? plain[..length] : null;
    }

    private static byte[] Write(TlsEngine engine, byte[] plain)
    {
        engine.Write(plain);
        return engine.TakeOutput();
    }

    private static byte[] Feed(TlsEngine engine, byte[] record)
    {
        engine.Feed(record.ToArray());
        return engine.TakePlain();
    }
}
