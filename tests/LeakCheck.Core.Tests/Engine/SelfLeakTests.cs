using System.Reflection;
using System.Runtime.CompilerServices;
using LeakCheck.RuntimeInternals.Clr;

namespace LeakCheck.Core.Tests.Engine;

/// <summary>Walks everything that LeakCheck's own static fields hold, and looks for an object of the tests.</summary>
public class SelfLeakTests
{
    private const int MostObjects = 2_000_000;

    [Fact]
    public async Task Nothing_of_the_tests_is_reachable_from_LeakChecks_statics()
    {
        await LeakAndSettle();
        GC.Collect();

        List<string> found = Walk(typeof(TestPayload));

        found.Should().BeEmpty();
    }

    [Fact]
    public void The_walk_finds_what_is_held()
    {
        Holder.Held = new TestPayload();
        try
        {
            Walk(typeof(TestPayload), typeof(Holder)).Should().NotBeEmpty();
        }
        finally
        {
            Holder.Held = null;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task LeakAndSettle()
    {
        var options = new LeakOptions { SettleMilliseconds = 20 };
        for (int i = 0; i < 3; i++)
        {
            using var end = new CancellationTokenSource();
            using LeakScope scope = LeakScope.Begin("self", options);
            var payload = new TestPayload();
            _ = payload.LoopAsync(end.Token);
            using var timer = new Timer(payload.Tick, payload, 50_000, 50_000);
            LeakReport report = await scope.CheckAsync();
            report.IsClean.Should().BeFalse();
            await end.CancelAsync();
        }
    }

    private static List<string> Walk(Type wanted, Type? extraRoot = null)
    {
        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance);
        var pending = new Queue<(object Value, string Path)>();
        var found = new List<string>();
        foreach (Type type in typeof(LeakScope).Assembly.GetTypes().Append(extraRoot!).Where(t => t is not null && !t.ContainsGenericParameters))
        {
            foreach (FieldInfo field in type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic).Where(f => !f.IsLiteral))
            {
                // Only what is initialised already: some classes exist to be found uninitialised by a self-test.
                if (ClrFieldReader.Instance.TryReadStatic(field, out object? value))
                {
                    Add(value, $"{type.Name}.{field.Name}");
                }
            }
        }

        while (pending.TryDequeue(out (object Value, string Path) next) && seen.Count < MostObjects)
        {
            if (next.Value.GetType() == wanted)
            {
                found.Add(next.Path);
                continue;
            }

            Expand(next.Value, next.Path);
        }

        return found;

        void Add(object? value, string path)
        {
            if (value is not null and not (string or Type or Assembly or MemberInfo or Module or Pointer or WeakReference or Thread or ExecutionContext)
                && !value.GetType().IsPrimitive && !IsWeak(value.GetType()) && seen.Add(value))
            {
                pending.Enqueue((value, path));
            }
        }

        void Expand(object value, string path)
        {
            if (value is Array array)
            {
                if (array.GetType().GetElementType() is { IsPrimitive: false, IsPointer: false })
                {
                    foreach (object? item in array)
                    {
                        Add(item, path + "[]");
                    }
                }

                return;
            }

            for (Type? type = value.GetType(); type is not null; type = type.BaseType)
            {
                foreach (FieldInfo field in type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
                {
                    if (!field.FieldType.IsPointer && !field.FieldType.IsByRefLike && !field.FieldType.IsPrimitive)
                    {
                        Add(field.GetValue(value), path + "." + field.Name);
                    }
                }
            }
        }
    }

    // The runtime's own lists are roots in any case: the table of active tasks is walked through our accessor to it, and is emptied of what was reported.
    private static bool IsWeak(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() is { } definition
        && (definition == typeof(WeakReference<>) || definition == typeof(ConditionalWeakTable<,>) || definition == typeof(AsyncLocal<>));

    private static class Holder
    {
        public static TestPayload? Held { get; set; }
    }

    private sealed class TestPayload
    {
        private int _ticks;

        public async Task LoopAsync(CancellationToken end)
        {
            while (!end.IsCancellationRequested)
            {
                _ticks++;
                await Task.Delay(2, CancellationToken.None);
            }
        }

        public void Tick(object? state) => _ticks++;
    }
}
