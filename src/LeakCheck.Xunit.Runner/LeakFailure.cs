// xUnit prints the type name before the message of every exception that is not of this namespace. A leak is a failed check, not a crash:
// its message begins with "LeakCheck: ".
namespace Xunit.Sdk;

/// <summary>By this name, wherever it is declared, xUnit knows the exceptions of assertion libraries.</summary>
internal interface IAssertionException;

/// <summary>A leak as xUnit shows it: the text and the stack trace of a <see cref="LeakCheck.LeakException"/>.</summary>
internal sealed class LeakFailure(Exception leak) : Exception(leak.Message), IAssertionException
{
    public override string? StackTrace => leak.StackTrace;
}
