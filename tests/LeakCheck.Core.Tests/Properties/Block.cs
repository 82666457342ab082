namespace LeakCheck.Core.Tests.Properties;

/// <summary>A scope and what happens in it.</summary>
/// <param name="Steps">The steps, in order.</param>
/// <param name="IsChecked">Whether the scope is checked at its end; one that is only disposed leaves its work to the scope around it, or to the sweep.</param>
internal sealed record Block(Step[] Steps, bool IsChecked)
{
    public override string ToString() => $"{{ {string.Join("; ", (object[])Steps)} }}{(IsChecked ? "" : " unchecked")}";
}
