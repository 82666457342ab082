namespace LeakCheck.Core.Tests.Properties;

/// <summary>What the model knows of a scope.</summary>
internal sealed class ModelScope(string name, ModelScope? parent)
{
    public string Name { get; } = name;

    public ModelScope? Parent { get; } = parent;

    /// <summary>True when it ended without a check and has a scope around it, which answers in its place.</summary>
    public bool IsMerged { get; set; }

    /// <summary>The scope that answers for what was started here.</summary>
    public ModelScope Answering
    {
        get
        {
            ModelScope scope = this;
            while (scope is { IsMerged: true, Parent: { } outer })
            {
                scope = outer;
            }

            return scope;
        }
    }
}
