using LeakCheck.Settings;

namespace LeakCheck.Core.Tests.Settings;

public class NearestNameTests
{
    private static readonly string[] s_known = ["tolerance", "settleMilliseconds", "maxLive", "kinds", "reports", "reportDir"];

    [Theory]
    [InlineData("Tolerance", "tolerance")]
    [InlineData("tolernce", "tolerance")]
    [InlineData("settleMs", "settleMilliseconds")]
    [InlineData("max_live", "maxLive")]
    [InlineData("report", "reports")]
    [InlineData("reportsDir", "reportDir")]
    public void Finds_the_name_that_was_meant(string word, string expected) => NearestName.Of(word, s_known).Should().Be(expected);

    [Theory]
    [InlineData("colour")]
    [InlineData("x")]
    [InlineData("")]
    public void Suggests_nothing_for_a_word_that_is_near_to_none(string word) => NearestName.Of(word, s_known).Should().BeNull();
}
