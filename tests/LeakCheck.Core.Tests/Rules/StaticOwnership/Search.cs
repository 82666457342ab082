using LeakCheck.Rules;
using LeakCheck.Rules.StaticOwnership;
using LeakCheck.RuntimeInternals.Clr;
using LeakCheck.RuntimeInternals.Contracts;

namespace LeakCheck.Core.Tests.Rules.StaticOwnership;

/// <summary>Runs rule R3 as the engine does: from a survivor's own object.</summary>
internal static class Search
{
    public static CodeOrigins Origins { get; } = new(["xunit", "Microsoft.Testing", "FluentAssertions"]);

    public static StaticOwner? OwnerOf(object survivor, IFieldReader? fields = null)
    {
        IFieldReader reader = fields ?? ClrFieldReader.Instance;
        SurvivorTargets sought = new OwnershipTargets(Origins, reader).Of(0, survivor);
        return new StaticOwnerSearch(Origins, reader).Find(sought.Targets, _ => sought.OwnCode).GetValueOrDefault(0);
    }
}
