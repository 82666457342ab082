using LeakCheck.Session;
using Microsoft.Testing.Platform.Extensions;
using Microsoft.Testing.Platform.Extensions.Messages;
using Microsoft.Testing.Platform.Extensions.TestHost;

namespace LeakCheck.Mtp;

/// <summary>
/// Notes that tests ran at all: an assembly that asks for a check and gets none is then found out. Apart from <see cref="SweepHandler"/>, because consumers are told
/// last that a session ends, when reports may have been written.
/// </summary>
internal sealed class RunWitness() : ExtensionIdentity("LeakCheck.RunWitness"), IDataConsumer
{
    private int _noted;

    /// <summary>True once a test ran in this session; false in one that only lists tests.</summary>
    public bool HasSeenTest => _noted != 0;

    public Type[] DataTypesConsumed => [typeof(TestNodeUpdateMessage)];

    public Task ConsumeAsync(IDataProducer dataProducer, IData value, CancellationToken cancellationToken)
    {
        if (_noted == 0 && value is TestNodeUpdateMessage update && update.TestNode.Properties.Any<PassedTestNodeStateProperty>() && Interlocked.Exchange(ref _noted, 1) == 0)
        {
            LeakSession.NoteTestRan();
        }

        return Task.CompletedTask;
    }
}
