#pragma warning disable CA1822, CA1852 // The class is shown as a test class is written: not sealed, with instance methods.
namespace LeakCheck.Core.Tests.Settings;

/// <summary>The code of <c>docs/settings.md</c>, compiled. <see cref="SettingsDocumentTests"/> compares the two.</summary>
internal static class DocumentedSettings
{
    public static async Task InCode()
    {
        var options = new LeakOptions
        {
            Kinds = WorkKinds.Tasks,
            SettleMilliseconds = 0,
            Ignore = [new IgnoreRule { Reason = "Shared by all importers.", AnyMethod = "ImportQueue.PumpAsync" }],
        };
        await LeakVerifier.VerifyNoneAsync(() => ImportAsync(), options);
    }

    private static Task ImportAsync() => Task.CompletedTask;

    [VerifyNoLeaks(SettleMilliseconds = 5000)]
    [IgnoreLeaks("The vendor's heartbeat ends with the process.", TopMethod = "Vendor.Heartbeat.*", Kinds = WorkKinds.Timers)]
    public class OrderTests
    {
        public void Uses_the_options_of_the_class() { }

        [VerifyNoLeaks(Kinds = WorkKinds.Tasks | WorkKinds.Threads, Tolerance = 1)]
        public void Adds_options_of_its_own() { }

        [AllowLeaks("Shows what a crash leaves behind.")]
        public void May_leak() { }

        [VerifyNoLeaks(Enabled = false)]
        public void Is_not_checked() { }
    }
}
