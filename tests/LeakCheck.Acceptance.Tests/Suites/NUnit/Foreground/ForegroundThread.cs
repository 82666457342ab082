using NUnit.Framework;

namespace Suite.Foreground;

public class ForegroundThread
{
    // Only in the run that asks for it: every other would have to be ended by force.
    [Test, Explicit]
    public void Keeps_the_process_alive() => _ = new Worker("foreground worker", background: false);
}
