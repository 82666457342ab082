using Xunit;

namespace Suite.Foreground;

public class ForegroundThread
{
    // Only in the run that asks for it: every other would have to wait for the runner to give up.
    [Fact(Explicit = true)]
    public void Keeps_the_process_alive() => _ = new Worker("foreground worker", background: false);
}
