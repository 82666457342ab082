using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Suite.Foreground;

[TestClass]
public class ForegroundThread
{
    // Run only by a filter that names this namespace: every other run would have to be ended by force.
    [TestMethod]
    public void Keeps_the_process_alive() => _ = new Worker("foreground worker", background: false);
}
