namespace LeakCheck.Core.Tests.Diagnosis;

#pragma warning disable CS0162 // Code that is never reached is one of the positions.

/// <summary>An await in every position that the compiler treats in its own way.</summary>
internal static class AwaitPositions
{
    private const bool Never = false;

    public static async Task Plain(Standpoints at)
    {
        await at.Here();
        Nothing();
        await at.Here();
    }

    public static async Task Loops(Standpoints at)
    {
        for (int i = 0; i < 2; i++)
        {
            await at.Here();
        }

        int left = 1;
        while (left-- > 0)
        {
            Nothing();
            await at.Here();
        }

        do
        {
            await at.Here();
        }
        while (await at.Here() && left > 0);
    }

    public static async Task Protected(Standpoints at)
    {
        try
        {
            await at.Here();
            throw new InvalidOperationException();
        }
        catch (InvalidOperationException) when (at is not null)
        {
            await at.Here();
        }
        finally
        {
            Nothing();
            await at.Here();
        }
    }

    public static async Task Unreachable(Standpoints at)
    {
        if (Never)
        {
            await at.Here();
            await at.Here();
        }

        await at.Here();
        Nothing();
        await at.Here();
    }

    public static async Task EachItem(Standpoints at)
    {
        Nothing();
        await foreach (int item in at.Sequence())
        {
            Nothing();
            await at.Here();
        }

        Nothing();
    }

    public static async Task UsingDeclaration(Standpoints at)
    {
        Nothing();
        await using Standpoints.Resource resource = at.Open();
        Nothing();
        await using Standpoints.ValueResource value = at.OpenValue();
        await at.Here();
        Nothing();
    }

    public static async Task UsingBlock(Standpoints at)
    {
        await using (at.Open())
        {
            Nothing();
        }

        await using (at.OpenValue())
        {
            Nothing();
            await at.Here();
        }

        Nothing();
    }

    public static async Task DisposedByHand(Standpoints at)
    {
        Standpoints.Resource resource = at.Open(Standpoints.Line() + 3);
        Nothing();
        await at.Here();
        await resource.DisposeAsync();
        Nothing();
    }

    public static async Task Switched(Standpoints at)
    {
        switch (at.GetHashCode())
        {
            case 0:
                await at.Here();
                break;
            default:
                await at.Here();
                break;
        }

        _ = await at.Here() ? await at.Here() : await at.Here();
    }

    public static async ValueTask<int> OfValueTask(Standpoints at)
    {
        Nothing();
        return await at.Here() ? 1 : 2;
    }

    public static async void OfVoid(Standpoints at)
    {
        Nothing();
        await at.Here();
    }

    public static async Task Generic<T>(Standpoints at, T value)
    {
        Nothing();
        await at.Here();
        GC.KeepAlive(value);
    }

    public static Task LocalFunction(Standpoints at)
    {
        return Inner();

        async Task Inner()
        {
            Nothing();
            await at.Here();
        }
    }

    public static Task Lambda(Standpoints at)
    {
        Func<Task> lambda = async () =>
        {
            Nothing();
            await at.Here();
        };
        return lambda();
    }

    public static Task StaticLambda(Standpoints at)
    {
        Func<Standpoints, Task> lambda = static async s => await s.Here();
        return lambda(at);
    }

    public static async IAsyncEnumerable<int> Iterator(Standpoints at)
    {
        await at.Here();
        yield return Standpoints.Line();
        Nothing();
        await at.Here();
        try
        {
            yield return Standpoints.Line();
        }
        finally
        {
            await at.Here();
        }
    }

    public static async Task Drain(IAsyncEnumerator<int> items)
    {
        while (await items.MoveNextAsync().ConfigureAwait(false))
        {
        }
    }

    private static void Nothing() => GC.KeepAlive(null);

    internal sealed class Box<T>
    {
        public static async Task Within(Standpoints at, T value)
        {
            Nothing();
            await at.Here();
            GC.KeepAlive(value);
        }
    }
}
