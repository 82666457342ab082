using LeakCheck.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;

namespace LeakCheck.AspNetCore.Tests;

public sealed class RouteTextTests
{
    [Theory]
    [InlineData("orders/{id}", "/orders/{id}")]
    [InlineData("/orders/{id:int?}", "/orders/{id:int?}")]
    [InlineData("~/api/orders", "/api/orders")]
    [InlineData("", "/")]
    public void A_route_is_given_as_it_was_written(string pattern, string text) =>
        RouteText.Of(new RouteEndpoint(_ => Task.CompletedTask, RoutePatternFactory.Parse(pattern), 0, null, null)).Should().Be(text);

    [Fact]
    public void A_conventional_route_names_its_controller_and_action()
    {
        RoutePattern pattern = RoutePatternFactory.Parse(
            "{controller=Home}/{action=Index}.{format}/{id:int?}/{*rest}", defaults: null, parameterPolicies: null, requiredValues: new { controller = "Orders", action = "Pay", area = (string?)null });

        RouteText.Of(new RouteEndpoint(_ => Task.CompletedTask, pattern, 0, null, null)).Should().Be("/Orders/Pay.{format}/{id?}/{*rest}");
    }

    [Fact]
    public void What_has_no_route_has_no_text()
    {
        RouteText.Of(null).Should().BeNull();
        RouteText.Of(new Endpoint(_ => Task.CompletedTask, null, "terminal")).Should().BeNull();
    }
}
