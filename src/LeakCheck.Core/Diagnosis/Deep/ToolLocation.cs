using System.Runtime.InteropServices;

namespace LeakCheck.Diagnosis.Deep;

/// <summary>Where the helper lies, and the program that runs it.</summary>
internal static class ToolLocation
{
    /// <summary>The folder beside LeakCheck.Core.dll into which builds copy the helper. A folder of its own: nothing in it is a reference of the test project.</summary>
    public const string Folder = "leakcheck-tool";

    private const string FileName = "LeakCheck.Tool.dll";

    /// <summary>Path of the helper; where it is not there, the path at which it was expected.</summary>
    public static string Tool()
    {
        string[] places = [Path.GetDirectoryName(typeof(ToolLocation).Assembly.Location) ?? "", AppContext.BaseDirectory];
        string[] paths = [.. places.Where(p => p.Length > 0).Select(p => Path.Combine(p, Folder, FileName))];
        return Array.Find(paths, File.Exists) ?? paths[^1];
    }

    /// <summary>The <c>dotnet</c> program: the one that runs this process, the one to which its runtime belongs, else whatever is on the path.</summary>
    public static string DotNet()
    {
        string name = OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";
        if (Environment.ProcessPath is { } own && Path.GetFileName(own) == name)
        {
            return own;
        }

        string[] roots = [Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."), Environment.GetEnvironmentVariable("DOTNET_ROOT") ?? ""];
        return Array.Find([.. roots.Where(r => r.Length > 0).Select(r => Path.GetFullPath(Path.Combine(r, name)))], File.Exists) ?? name;
    }
}
