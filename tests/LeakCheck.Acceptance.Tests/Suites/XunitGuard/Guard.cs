using LeakCheck;
using Xunit;

namespace Suite;

// Built without the package's build files: nothing registers the hook.
public class Guard
{
    [Fact]
    [VerifyNoLeaks]
    public void Unchecked()
    {
    }

    [Fact]
    public void Unmarked()
    {
    }
}
