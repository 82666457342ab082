using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Suite.Places;

[TestClass]
public class Rows
{
    public static IEnumerable<object[]> Source => [[1], [2]];

    [TestMethod]
    [DynamicData(nameof(Source))]
    public void From_a_source(int number) => Leak.When(number == 2);

    [TestMethod]
    [DataRow(1, DisplayName = "Named_row")]
    public void Named(int number) => Leak.When(number == 1);
}

[TestClass]
public class Attempts
{
    private static int s_leaking;

    [TestMethod, Retry(2)]
    public void Leaks_once() => Leak.When(++s_leaking == 1);

    [TestMethod, DoNotParallelize]
    public void Alone() => Timers.Start();
}
