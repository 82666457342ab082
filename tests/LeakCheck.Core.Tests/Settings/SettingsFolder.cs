using LeakCheck.Settings;

namespace LeakCheck.Core.Tests.Settings;

/// <summary>A folder with a <c>leakcheck.json</c> of its own, gone after the test.</summary>
internal sealed class SettingsFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("leakcheck-settings-").FullName;

    public static RunSettings Load(string? json, params (string Name, string Value)[] variables)
    {
        using var folder = new SettingsFolder();
        return folder.LoadHere(json, variables);
    }

    public RunSettings LoadHere(string? json, params (string Name, string Value)[] variables)
    {
        if (json is not null)
        {
            File.WriteAllText(System.IO.Path.Combine(Path, "leakcheck.json"), json);
        }

        return RunSettingsLoader.Load(Path, name => variables.FirstOrDefault(variable => variable.Name == name).Value);
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
