using NATS.Client;

namespace KnownLeaks;

/// <summary>nats-io/nats.net.v1#195: a connection that fails to connect keeps the task of its callbacks.</summary>
internal static class NatsFailedConnect
{
    public static Task UseAsync()
    {
        Options options = ConnectionFactory.GetDefaultOptions();
        options.Url = "nats://127.0.0.1:1";
        options.Timeout = 500;
        options.AllowReconnect = false;
        try
        {
            using IConnection connection = new ConnectionFactory().CreateConnection(options);
        }
        catch (Exception exception) when (exception is NATSConnectionException or NATSNoServersException)
        {
        }

        return Task.CompletedTask;
    }
}
