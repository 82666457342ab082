using System.Globalization;
using System.IO.Pipes;
using System.Net.Sockets;

namespace LeakCheck.Diagnosis;

/// <summary>The process's own diagnostics port: where the runtime answers tools, and us.</summary>
internal interface IDiagnosticsPort
{
    /// <summary>Opens a new connection. One carries one command; the caller disposes it.</summary>
    /// <exception cref="StacksUnavailableException">There is no port; the message says why and what to do.</exception>
    Stream Connect();
}

/// <summary>Stacks cannot be had. The message is one sentence for the report.</summary>
/// <param name="cause">Cause and remedy, without the end of the sentence.</param>
/// <param name="inner">What went wrong underneath, if anything did.</param>
internal sealed class StacksUnavailableException(string cause, Exception? inner = null) : Exception($"No thread stacks: {cause}.", inner);

/// <inheritdoc cref="IDiagnosticsPort"/>
/// <param name="folder">Where the runtime puts its socket; null: the temp folder.</param>
/// <param name="environment">Reads an environment variable; null: the process's own.</param>
/// <param name="timeout">Longest wait for one read or write.</param>
internal sealed class DiagnosticsPort(string? folder = null, Func<string, string?>? environment = null, TimeSpan? timeout = null) : IDiagnosticsPort
{
    private readonly string _folder = folder ?? Path.GetTempPath();
    private readonly Func<string, string?> _environment = environment ?? Environment.GetEnvironmentVariable;
    private readonly int _timeoutMilliseconds = (int)(timeout ?? TimeSpan.FromSeconds(15)).TotalMilliseconds;

    public Stream Connect()
    {
        try
        {
            return OperatingSystem.IsWindows() ? ConnectPipe() : ConnectSocket();
        }
        catch (Exception e) when (e is SocketException or IOException or TimeoutException or UnauthorizedAccessException)
        {
            throw new StacksUnavailableException(SwitchedOff() ?? $"the diagnostics port does not answer ({e.Message.TrimEnd('.')})", e);
        }
    }

    private NetworkStream ConnectSocket()
    {
        string path = SocketPath() ?? throw new StacksUnavailableException(SwitchedOff()
            ?? $"this process has no diagnostics socket in {_folder}; the temp folder must be writable when the process starts "
                + "and its path shorter than about 70 characters");
        Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
        {
            ReceiveTimeout = _timeoutMilliseconds,
            SendTimeout = _timeoutMilliseconds,
        };
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(path));
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    // The name is the runtime's documented one. A read on a pipe has no time limit of its own; the caller's covers it.
    private NamedPipeClientStream ConnectPipe()
    {
        if (SwitchedOff() is { } off)
        {
            throw new StacksUnavailableException(off);
        }

        NamedPipeClientStream pipe = new(".", string.Create(CultureInfo.InvariantCulture, $"dotnet-diagnostic-{Environment.ProcessId}"), PipeDirection.InOut);
        try
        {
            pipe.Connect(_timeoutMilliseconds);
            return pipe;
        }
        catch
        {
            pipe.Dispose();
            throw;
        }
    }

    private string? SocketPath()
    {
        if (!Directory.Exists(_folder))
        {
            return null;
        }

        string prefix = string.Create(CultureInfo.InvariantCulture, $"dotnet-diagnostic-{Environment.ProcessId}-");
        string[] sockets = Directory.GetFiles(_folder, prefix + "*-socket");

        // A process that died and had our id may have left its socket behind. On Linux the key in the name is our start time; elsewhere the newest is ours.
        string own = Path.Combine(_folder, prefix + StartTime() + "-socket");
        return sockets.FirstOrDefault(s => s == own) ?? sockets.OrderByDescending(File.GetLastWriteTimeUtc).FirstOrDefault();
    }

    private static string? StartTime()
    {
        try
        {
            // The second field is the program's name in brackets and may contain anything; the start time is the 20th after it.
            string status = OperatingSystem.IsLinux() ? File.ReadAllText("/proc/self/stat") : "";
            return status[(status.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries).ElementAtOrDefault(19);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private string? SwitchedOff()
    {
        string? name = new[] { "DOTNET_EnableDiagnostics", "DOTNET_EnableDiagnostics_IPC", "COMPlus_EnableDiagnostics", "COMPlus_EnableDiagnostics_IPC" }
            .FirstOrDefault(n => _environment(n)?.Trim() is "0" or "0x0" or "00");
        return name is null ? null : $"{name}=0 switches the runtime's diagnostics port off; run the tests without it to see where threads stand";
    }
}
