namespace LeakCheck.Core.Tests.Diagnosis.Hints.RuleSamples;

public sealed class LC404 : RuleSample
{
    public override string Fix => "take it out of `static LC404.Registry.s_all`";

    public override void Release() => Registry.Clear();

    #region leaky
    public override Task Leaky()
    {
        Registry.Add(new Session());
        return Task.CompletedTask;
    }
    #endregion

    #region mended
    public override Task Mended()
    {
        using var session = new Session();
        Registry.Add(session);
        Registry.Remove(session);
        return Task.CompletedTask;
    }
    #endregion

    #region both
    private static class Registry
    {
        private static readonly List<Session> s_all = [];

        public static void Add(Session session) => s_all.Add(session);

        public static void Remove(Session session) => s_all.Remove(session);

        public static void Clear()
        {
            s_all.ForEach(session => session.Dispose());
            s_all.Clear();
        }
    }

    private sealed class Session : IDisposable
    {
        private readonly Timer _timer;
        private int _renewals;

        public Session() => _timer = new Timer(Renew, null, 30_000, 30_000);

        public void Dispose() => _timer.Dispose();

        private void Renew(object? state) => _renewals++;
    }
    #endregion
}
