namespace LeakCheck.Core.Tests;

public class LeakSettingsExceptionTests
{
    [Fact]
    public void Message_lists_every_problem_on_a_line_of_its_own()
    {
        var exception = new LeakSettingsException(["Tolerance is -1: allowed are 0 and more.", "LEAKCHECK_MODE is 'loud': allowed are fail, warn, off."]);

        exception.Message.Should().Be(string.Join(
            Environment.NewLine,
            "LeakCheck: 2 settings are not valid.",
            "  - Tolerance is -1: allowed are 0 and more.",
            "  - LEAKCHECK_MODE is 'loud': allowed are fail, warn, off."));
    }
}
