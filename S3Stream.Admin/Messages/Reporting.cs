using System.Runtime.ExceptionServices;

namespace S3Stream.Admin;

/// <summary>
/// What is done with each problem that is found while settings are read: <c>serve</c> stops at the first, <c>check-config</c> collects them
/// and goes on without what was wrong.
/// </summary>
internal static class Reporting
{
    /// <summary>Stops at the first.</summary>
    public static void Throw(SettingException problem) => ExceptionDispatchInfo.Throw(problem);

    /// <summary>Runs <paramref name="act"/>; what it finds goes to <paramref name="report"/>.</summary>
    public static void Guard(Action<SettingException> report, Action act)
    {
        try
        {
            act();
        }
        catch (SettingException exception)
        {
            report(exception);
        }
    }

    /// <summary>The same for what makes something; <paramref name="otherwise"/> where it was wrong.</summary>
    public static T Guard<T>(Action<SettingException> report, T otherwise, Func<T> make)
    {
        T made = otherwise;
        Guard(report, () => made = make());
        return made;
    }
}
