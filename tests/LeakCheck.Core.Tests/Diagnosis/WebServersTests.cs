using LeakCheck.Diagnosis;

namespace LeakCheck.Core.Tests.Diagnosis;

public class WebServersTests
{
    [Theory]
    [InlineData(false, "System.Net.Http")]
    [InlineData(true, "System.Net.Http", "Microsoft.AspNetCore.Hosting")]
    [InlineData(false, "Microsoft.AspNetCore.Hosting", "LeakCheck.AspNetCore")]
    public void The_package_for_servers_is_named_where_a_server_ran_without_it(bool named, params string[] loaded) =>
        (WebServers.WhyNobodys(loaded)?.Contains("With LeakCheck.AspNetCore ", StringComparison.Ordinal) ?? false).Should().Be(named);
}
