// xUnit prints the type name before the message of every exception that is not of this namespace. A leak is a failed check, not a crash:
// its message begins with "LeakCheck: ".
namespace Xunit.Sdk;

/// <summary>By this name, wherever it is declared, xUnit knows the exceptions of assertion libraries.</summary>
internal interface IAssertionException;

/// <summary>A leak as xUnit shows it: the text and the stack trace of a <see cref="LeakCheck.LeakException"/>.</summary>
internal sealed class LeakFailure : Exception, IAssertionException
{
    private readonly string? _stackTrace;

    public LeakFailure(Exception leak)
        : this(leak.Message, leak.StackTrace, null)
    {
    }

    private LeakFailure(string message, string? stackTrace, Exception? inner)
        : base(message, inner) => _stackTrace = stackTrace;

    public override string? StackTrace => _stackTrace;

    /// <summary>
    /// For a test that had failed already. xUnit joins both in an AggregateException, whose own message repeats those inside: only the first line may stand there.
    /// </summary>
    public static LeakFailure AfterOwnFailure(Exception leak)
    {
        string[] parts = leak.Message.Split(Environment.NewLine, 2);
        return new LeakFailure(parts[0], leak.StackTrace, parts.Length == 1 ? null : new LeakFailure(parts[1].TrimStart(), null, null));
    }
}
