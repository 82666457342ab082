using Microsoft.Testing.Platform.CommandLine;
using Microsoft.Testing.Platform.Extensions;
using Microsoft.Testing.Platform.Extensions.CommandLine;

namespace LeakCheck.Mtp;

/// <summary>The <c>--leakcheck-</c> options: each is another way to set one <c>LEAKCHECK_</c> variable, and is checked where that variable is.</summary>
internal sealed class CommandLineOptions() : ExtensionIdentity("LeakCheck.CommandLineOptions"), ICommandLineOptionsProvider
{
    private const string Prefix = "leakcheck-";

    // Name without prefix; text of --help. The variable's name follows from the option's.
    private static readonly (string Name, string Help)[] ValueOptions =
    [
        ("mode", "LeakCheck: what a leak does: fail (default), warn or off."),
        ("kinds", "LeakCheck: kinds of work to check, a list out of Tasks, Timers, Threads, All (default All)."),
        ("tolerance", "LeakCheck: survivors of each test that are let pass (count, default 0)."),
        ("settle-ms", "LeakCheck: longest wait for work to end, in milliseconds (default 2500; 0 looks once)."),
        ("only-when-passed", "LeakCheck: 1 does not check tests that failed on their own (default 0)."),
        ("max-live", "LeakCheck: fail as soon as a test has more live work than this (count, default 0: no limit)."),
        ("report-dir", "LeakCheck: folder for report files (default: none are written)."),
        ("reports", "LeakCheck: report files to write, a list out of json, sarif, html, text (default json)."),
        ("baseline", "LeakCheck: file of known survivors, which fail nothing."),
        ("baseline-update", "LeakCheck: 1 writes the baseline instead of failing (default 0)."),
        ("creation-stacks", "LeakCheck: which work the starting line is noted for: off, timers (default) or all."),
        ("process-wide", "LeakCheck: what process-wide survivors do: list (default) or fail."),
        ("deep", "LeakCheck: 1 lets a helper process look for lock owners and root paths on a leak (default 0)."),
        ("diagnostics", "LeakCheck: 1 says on standard error what the engine sees and skips (default 0)."),
    ];

    public IReadOnlyCollection<CommandLineOption> GetCommandLineOptions()
        => [.. ValueOptions.Select(o => new CommandLineOption(Prefix + o.Name, o.Help, ArgumentArity.ExactlyOne, isHidden: false))];

    public Task<ValidationResult> ValidateOptionArgumentsAsync(CommandLineOption commandOption, string[] arguments) => ValidationResult.ValidTask;

    public Task<ValidationResult> ValidateCommandLineOptionsAsync(ICommandLineOptions commandLineOptions) => ValidationResult.ValidTask;

    /// <summary>Sets the variable of each option that was given. An option wins over a variable that is set already.</summary>
    public static void SetVariables(ICommandLineOptions options)
    {
        foreach ((string name, _) in ValueOptions)
        {
            if (options.TryGetOptionArgumentList(Prefix + name, out string[]? arguments))
            {
                Environment.SetEnvironmentVariable("LEAKCHECK_" + name.Replace('-', '_').ToUpperInvariant(), arguments[0]);
            }
        }
    }
}
