using S3Stream.Memory;

namespace S3Stream.Tests.Core.Upload.Model;

/// <summary>
/// One schedule: sessions in one or two processes begin, continue, fill, complete and give up uploads of one key, requests are lost and
/// refused, processes die, time passes; all of it drawn from a seed. What the library does is held against <see cref="ModelSession"/>.
/// </summary>
internal sealed class UploadSchedule
{
    private const int MaxSessions = 4;
    private readonly Random _random;
    private readonly ModelWorld _world;
    private readonly List<ModelProcess> _processes = [];
    private readonly List<ModelSession> _sessions = [];
    private readonly List<string> _steps = [];
    private readonly int _length;
    private readonly int _blockSize;
    private readonly bool _isOrdered;
    private readonly bool _isHonest;
    private readonly bool _isCalm;
    private readonly bool _sharesWhatItKnows;

    private UploadSchedule(int seed, string directory)
    {
        _random = new Random(seed);
        _isCalm = Chance(50);
        _isHonest = Chance(75);
        _isOrdered = Chance(50);
        _length = _random.Next(1, 6 * ModelProcess.PartSize);
        _blockSize = _random.Next(3, 20);
        _world = new ModelWorld(gatesListings: Chance(30));
        bool isOneProcess = Chance(40);
        bool isJournalShared = Chance(40);
        _sharesWhatItKnows = isOneProcess || isJournalShared;
        int slabs = _isCalm ? 32 : _random.Next(2, 7);
        bool spills = _isCalm || Chance(60);
        for (int i = 0; i < (isOneProcess ? 1 : 2); i++)
        {
            SpillArea? spill = spills ? new SpillArea(directory, 1 << 20) : null;
            string? journal = isJournalShared && !isOneProcess ? Path.Combine(directory, "journal") : null;
            _processes.Add(new ModelProcess(_world, slabs, spill, journal));
        }
    }

    /// <summary>Runs the schedule of a seed. Throws <see cref="ModelViolationException"/> where library and model differ.</summary>
    public static async Task RunAsync(int seed, string directory)
    {
        var schedule = new UploadSchedule(seed, directory);
        try
        {
            await schedule.RunAsync();
        }
        catch (Exception exception)
        {
            throw new ModelViolationException(seed, schedule._steps, exception);
        }
    }

    private async Task RunAsync()
    {
        Open();
        int steps = _random.Next(8, 50);
        for (int i = 0; i < steps; i++)
        {
            Step();
            await ModelWorld.SettleAsync();
            Check();
        }

        await DrainAsync();
        Check();
        CheckEnd();
    }

    private void Step()
    {
        int dice = _random.Next(100);
        ModelSession? session = _sessions.Count == 0 ? null : _sessions[_random.Next(_sessions.Count)];
        if (dice < 40 && _world.Gates.Count > 0)
        {
            OpenGate(_world.Gates[_random.Next(_world.Gates.Count)]);
        }
        else if (dice < 75 && session is { Upload: not null, HasSentAll: false, Completing: null, HasEnded: false, Process.IsDead: false })
        {
            Write(session);
        }
        else if (dice < 83 && session is { HasSentAll: true, IsIdle: true, Completing: null, HasEnded: false, Process.IsDead: false })
        {
            Did($"{session.Number} completes");
            _world.As(session, session.Complete);
        }
        else if (dice < 89 && _sessions.Count < MaxSessions)
        {
            Open();
        }
        else if (dice < 91 && session is { Upload: not null, Completing: null, HasEnded: false, Process.IsDead: false, IsIdle: true })
        {
            bool aborts = Chance(50);
            Did($"{session.Number} {(aborts ? "aborts" : "is disposed")}");
            _world.As(session, () => session.End(aborts));
        }
        else if (dice < 96)
        {
            Pass(_isCalm ? TimeSpan.FromSeconds(1) : TimeSpan.FromSeconds(_random.Next(1, 100)));
        }
        else if (!_isCalm)
        {
            Trouble(dice);
        }
    }

    private void Trouble(int dice)
    {
        ModelProcess process = _processes[_random.Next(_processes.Count)];
        if (process.IsDead)
        {
            return;
        }

        if (dice == 96)
        {
            Did("a process dies");
            process.Die();
            foreach (ModelGate gate in _world.Gates.Where(gate => gate.Session?.Process == process).ToArray())
            {
                gate.Open(Chance(50) ? ModelOutcome.Dead : ModelOutcome.DoneForTheDead);
            }
        }
        else if (dice == 97)
        {
            Pass(TimeSpan.FromDays(_random.Next(1, 9)));
        }
        else
        {
            Did("the janitor looks");
            _ = process.AbortStaleAsync();
        }
    }

    private void Pass(TimeSpan time)
    {
        Did($"{time} pass");
        _world.Time.Advance(time);
    }

    private void OpenGate(ModelGate gate)
    {
        ModelOutcome outcome = _isCalm ? ModelOutcome.Done : _random.Next(20) switch
        {
            < 15 => ModelOutcome.Done,
            < 17 => ModelOutcome.Lost,
            < 19 => ModelOutcome.AnswerLost,
            _ => ModelOutcome.Refused,
        };
        Did($"{gate.Session?.Number}: {gate.Call.Verb} {gate.Call.Part} {outcome}");
        if (gate.Session is { } session)
        {
            session.IsDisturbed |= outcome != ModelOutcome.Done;
        }

        gate.Open(outcome);
    }

    /// <summary>A session begins, or continues what there is.</summary>
    private void Open()
    {
        ModelProcess process = _processes[_random.Next(_processes.Count)];
        if (process.IsDead)
        {
            return;
        }

        bool continues = _sessions.Count > 0 && Chance(80);
        byte variant = (byte)(_isHonest ? 0 : _random.Next(2));
        var session = new ModelSession(_sessions.Count, process, _length, variant, keeps: continues || Chance(85));
        var options = new UploadOptions
        {
            Length = Chance(50) ? _length : null,
            KeepForResume = session.Keeps,
            Owner = Chance(90) ? "alice" : "bob",
        };
        Did($"{session.Number} {(continues ? "continues" : "begins")} in process {_processes.IndexOf(process)}, {options}");
        _sessions.Add(session);
        _world.As(session, () => session.Opening = continues ? ContinueAsync(session, options) : CreateAsync(session, options));
    }

    private Task CreateAsync(ModelSession session, UploadOptions options)
    {
        session.Begin(session.Process.Create(options), held: null, Blocks());
        return Task.CompletedTask;
    }

    private async Task ContinueAsync(ModelSession session, UploadOptions options)
    {
        try
        {
            if (await session.Process.ResumeAsync(options) is not { } resumed)
            {
                return;
            }

            foreach (ModelSession former in _sessions.Where(one => one != session))
            {
                former.IsSucceeded = true; // perhaps: that of another upload is not, and goes on
            }

            var held = _world.Store.PartsOf(resumed.Id).ToDictionary(part => (part.Key - 1L) * ModelProcess.PartSize, part => part.Value);
            session.Begin(resumed.Upload, held, Blocks());
        }
        catch (StorageException)
        {
            session.IsDisturbed = true;
        }
    }

    private Extent[] Blocks()
    {
        List<Extent> blocks = [];
        for (int offset = 0; offset < _length; offset += _blockSize)
        {
            blocks.Add(new Extent(offset, Math.Min(_blockSize, _length - offset)));
        }

        Extent[] order = [.. blocks];
        if (!_isOrdered)
        {
            _random.Shuffle(order);
        }

        return order;
    }

    private void Write(ModelSession session)
    {
        if (!_isCalm && Chance(2))
        {
            Did($"{session.Number} leaves out a block");
            session.IsDisturbed = true;
            session.Skip();
            return;
        }

        Did($"{session.Number} writes");
        _world.As(session, () => session.Write(maxWriters: 3, sendsOther: false));
    }

    /// <summary>Everything that can end ends: without faults, with all the time it wants.</summary>
    private async Task DrainAsync()
    {
        Did("the end");
        for (int round = 0; round < 400; round++)
        {
            foreach (ModelGate gate in _world.Gates.ToArray())
            {
                gate.Open(ModelOutcome.Done);
            }

            await ModelWorld.SettleAsync();
            bool isAnyOpen = false;
            foreach (ModelSession session in _sessions.Where(one => !one.Process.IsDead))
            {
                isAnyOpen |= Finish(session);
            }

            await ModelWorld.SettleAsync();
            if (!isAnyOpen && _world.Gates.Count == 0)
            {
                return;
            }

            _world.Time.Advance(TimeSpan.FromSeconds(round < 20 ? 1 : 60));
            await ModelWorld.SettleAsync();
        }

        throw new InvalidOperationException(
            "Something waits for ever: session "
                + string.Join(", ", _sessions.Where(one => one.Tasks.Any(task => !task.IsCompleted)).Select(one => one.ToString())));
    }

    /// <summary>The next thing a session does when it only wants to come to its end. True while it has not.</summary>
    private bool Finish(ModelSession session)
    {
        if (session is { HasSentAll: false, Upload: not null, Completing: null, HasEnded: false })
        {
            _world.As(session, () => session.Write(maxWriters: 3, sendsOther: false));
            return true;
        }

        if (session.Opening is { IsCompleted: false } || !session.IsIdle)
        {
            _world.As(session, session.CloseIdle);
            return true;
        }

        if (session is { Upload: not null, Completing: null, HasEnded: false })
        {
            _world.As(session, session.Complete);
            return true;
        }

        if (session is { HasEnded: false } && session.Completing is null or { IsCompleted: true })
        {
            _world.As(session, () => session.End(aborts: false));
            return true;
        }

        return session.Tasks.Any(task => !task.IsCompleted);
    }

    private void Check()
    {
        foreach (ModelSession session in _sessions)
        {
            if (session.Completing is { IsCompletedSuccessfully: true })
            {
                byte[] image = session.Image ?? throw new InvalidOperationException(
                    $"Session {session.Number} was told that its object is complete, and bytes of it never came.");
                if (!_world.Made.Exists(made => made.AsSpan().SequenceEqual(image)))
                {
                    throw new InvalidOperationException($"Session {session.Number} was told of an object that has other bytes.");
                }
            }

            if (session.Upload is { } upload && !upload.StoredExtents.All(_world.Stored.Covers))
            {
                throw new InvalidOperationException($"Session {session.Number} names bytes as stored that the store never had.");
            }
        }

        if (_world.Made.Exists(made => !_sessions.Exists(
            session => session.Completing is not null && session.Image is { } image && made.AsSpan().SequenceEqual(image))))
        {
            throw new InvalidOperationException("An object appeared that no session has asked for.");
        }
    }

    private void CheckEnd()
    {
        foreach (ModelProcess process in _processes)
        {
            if (process.FindLeak() is { } leak)
            {
                throw new InvalidOperationException(leak);
            }
        }

        foreach (ModelSession session in _sessions)
        {
            // what nothing happened to has to end well; who is told of a foreign completion or abort is not unharmed by rights
            bool mustEndWell = _isCalm && _isHonest && _sharesWhatItKnows && session is { Upload: not null, IsSucceeded: false };
            if (mustEndWell && session.Completing is { IsFaulted: true } failed && !_sessions.Exists(
                other => other != session && other.Completing is { IsCompletedSuccessfully: true }))
            {
                throw new InvalidOperationException($"Session {session.Number} failed, and nothing had happened to it.", failed.Exception);
            }
        }

        if (_isCalm && _world.Store.OpenUploads.FirstOrDefault(id => _world.Store.PartsOf(id).Count == 0) is { } left)
        {
            throw new InvalidOperationException($"The multipart upload {left} was left open, and nobody can continue it.");
        }
    }

    private void Did(string step) => _steps.Add(step);

    private bool Chance(int percent) => _random.Next(100) < percent;
}
