using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Trace;

namespace KnownLeaks;

/// <summary>open-telemetry/opentelemetry-dotnet#7615: a provider whose construction fails leaves the thread of its batch processor behind.</summary>
internal static class OpenTelemetryFailedProvider
{
    public static Task UseAsync()
    {
        try
        {
            using TracerProvider provider = Sdk.CreateTracerProviderBuilder()
                .AddProcessor(_ => new BatchActivityExportProcessor(new Nowhere()))
                .AddInstrumentation<object>(_ => throw new InvalidOperationException("This instrumentation cannot start here."))
                .Build();
        }
        catch (InvalidOperationException)
        {
        }

        return Task.CompletedTask;
    }

    private sealed class Nowhere : BaseExporter<Activity>
    {
        public override ExportResult Export(in Batch<Activity> batch) => ExportResult.Success;
    }
}
