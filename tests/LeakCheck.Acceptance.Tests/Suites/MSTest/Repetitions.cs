using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Suite;

[TestClass]
public class Rows
{
    public static IEnumerable<object[]> Source => [[1], [2], [3]];

    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(3)]
    public void LeaksInRowTwo(int row)
    {
        if (row == 2)
        {
            Leak.Task();
        }
    }

    [TestMethod]
    [DynamicData(nameof(Source))]
    public void LeaksInSourceRowThree(int row)
    {
        if (row == 3)
        {
            Leak.Task();
        }
    }

    [TestMethod]
    [DataRow("a", DisplayName = "the named row")]
    public void LeaksInNamedRow(string _) => Leak.Task();
}

[TestClass]
public class Attempts
{
    private static int s_retries;
    private static int s_leakyRetries;

    [TestMethod, Retry(3)]
    public void CleanWhenRetried() => Assert.AreEqual(2, ++s_retries);

    [TestMethod, Retry(2)]
    public void LeaksOnceAndIsRetried()
    {
        if (++s_leakyRetries == 1)
        {
            Leak.Task();
        }
    }

    [TestMethod, Retry(2)]
    public void LeaksEachTime() => Leak.Task();
}

[TestClass]
public class Limits
{
    [TestMethod, DoNotParallelize]
    public void LeaksAlone() => Leak.Task();
}
