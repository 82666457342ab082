using System.Collections;

namespace LeakCheck.Core.Tests.Faults;

/// <summary>Looking at a program's objects runs none of its code and takes none of its locks.</summary>
public class ForeignCodeTests
{
    private static readonly LeakOptions s_quick = new() { SettleMilliseconds = 50 };
    private static readonly TimeSpan s_deadline = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task A_list_of_the_programs_that_waits_for_a_task_is_neither_locked_nor_read()
    {
        var end = new TaskCompletionSource();
        var list = new HostileList();
        using var locked = new ManualResetEventSlim();
        using var unlock = new ManualResetEventSlim();
        var holder = new Thread(() =>
        {
            lock (list)
            {
                locked.Set();
                unlock.Wait();
            }
        });
        holder.UnsafeStart();
        locked.Wait(TestContext.Current.CancellationToken);

        Task<LeakReport> check = Checked(() => WaitAsync(end.Task).ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(list.GoOn));
        bool inTime = await Task.WhenAny(check, Task.Delay(s_deadline, TestContext.Current.CancellationToken)) == check;
        unlock.Set();
        holder.Join();
        end.SetResult();

        inTime.Should().BeTrue("the check must not wait for a lock of the program's");
        (await check).Survivors.Should().ContainSingle().Which.Method.Should().Be("ForeignCodeTests.WaitAsync");
        list.WasRead.Should().BeFalse();
    }

    [Fact]
    public async Task A_task_with_an_equality_of_its_own_is_not_asked_for_it()
    {
        using var end = new ManualResetEventSlim();
        using var begun = new ManualResetEventSlim();
        LeakReport report = await Checked(() =>
        {
            for (int i = 0; i < 2; i++)
            {
                new HostileTask(() =>
                {
                    begun.Set();
                    end.Wait();
                }).Start(TaskScheduler.Default);
            }

            begun.Wait();
        });
        end.Set();

        report.Survivors.Sum(s => s.Count).Should().Be(2);
        report.Survivors.Should().OnlyContain(s => s.Kind == SurvivorKind.Task && s.Missing.Count == 0);
    }

    private static async Task<LeakReport> Checked(Action body)
    {
        using LeakScope scope = LeakScope.Begin("foreign", s_quick);
        body();
        return await scope.CheckAsync(TestContext.Current.CancellationToken);
    }

    private static async Task WaitAsync(Task end) => await end;

    private sealed class HostileList : IList
    {
        private int _resumed;

        public bool WasRead { get; private set; }

        public bool IsFixedSize => throw Read();

        public bool IsReadOnly => throw Read();

        public int Count => throw Read();

        public bool IsSynchronized => throw Read();

        public object SyncRoot => throw Read();

        public object? this[int index]
        {
            get => throw Read();
            set => throw Read();
        }

        public void GoOn() => _resumed++;

        public int Add(object? value) => throw Read();

        public void Clear() => throw Read();

        public bool Contains(object? value) => throw Read();

        public int IndexOf(object? value) => throw Read();

        public void Insert(int index, object? value) => throw Read();

        public void Remove(object? value) => throw Read();

        public void RemoveAt(int index) => throw Read();

        public void CopyTo(Array array, int index) => throw Read();

        public IEnumerator GetEnumerator() => throw Read();

        private InvalidOperationException Read()
        {
            WasRead = true;
            return new InvalidOperationException("Nobody may read this list.");
        }
    }

    private sealed class HostileTask(Action body) : Task(body)
    {
        public override bool Equals(object? obj) => throw new InvalidOperationException("Nobody may compare this task.");

        public override int GetHashCode() => throw new InvalidOperationException("Nobody may hash this task.");

        public override string ToString() => throw new InvalidOperationException("Nobody may print this task.");
    }
}
