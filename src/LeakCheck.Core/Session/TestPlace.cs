using System.Reflection;

namespace LeakCheck.Session;

/// <summary>Where a scope stands in a test suite; its attributes are looked up from the method outwards.</summary>
/// <param name="Name">Scope name: fully qualified class and method, plus the row's display text for data-driven tests.</param>
/// <param name="Kind">Test, fixture or assembly.</param>
/// <param name="Method">Test method, where there is one.</param>
/// <param name="Class">Test or fixture class.</param>
/// <param name="Assembly">Test assembly.</param>
internal sealed record TestPlace(string Name, ScopeKind Kind, MethodInfo? Method, Type? Class, Assembly Assembly)
{
    /// <summary>True when the code itself asks for the check, as <c>LeakChecked&lt;TFixture&gt;</c> does; attributes may still set options or opt out.</summary>
    public bool IsAsked { get; init; }
}
