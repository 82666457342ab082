using LeakCheck.Diagnosis;
using LeakCheck.Rules;

namespace LeakCheck.Core.Tests.Rules;

public class IdlePromisesTests
{
    private static readonly Frozen s_queue = new()
    {
        Draft = new Survivor { Kind = SurvivorKind.Task, What = "Queue.ReadAsync", State = SurvivorState.Orphan, IsDiscarded = true, Stack = [new LeakFrame("Queue.ReadAsync")] },
        Signature = "Queue.ReadAsync",
        Code = CodeOrigin.Package,
        IsOrphan = true,
    };

    [Fact]
    public void A_packages_method_that_nothing_can_resume_and_nobody_awaits_is_its_own() => IdlePromises.IsPackagesOwn(s_queue).Should().BeTrue();

    [Fact]
    public void One_that_something_can_still_resume_is_not() => IdlePromises.IsPackagesOwn(s_queue with { IsOrphan = false }).Should().BeFalse();

    [Fact]
    public void One_of_the_programs_own_is_not() => IdlePromises.IsPackagesOwn(s_queue with { Code = CodeOrigin.User }).Should().BeFalse();

    [Fact]
    public void One_that_somebody_awaits_is_not() => IdlePromises.IsPackagesOwn(s_queue with { Draft = s_queue.Draft with { IsDiscarded = false } }).Should().BeFalse();

    [Fact]
    public void One_on_behalf_of_the_programs_code_is_not() =>
        IdlePromises.IsPackagesOwn(s_queue with { Draft = s_queue.Draft with { Stack = [.. s_queue.Draft.Stack, new LeakFrame("Orders.ReadAsync") { IsUserCode = true }] } }).Should().BeFalse();
}
