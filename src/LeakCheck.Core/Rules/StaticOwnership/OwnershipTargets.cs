using System.Runtime.CompilerServices;
using LeakCheck.Diagnosis;
using LeakCheck.RuntimeInternals.Clr;
using LeakCheck.RuntimeInternals.Contracts;

namespace LeakCheck.Rules.StaticOwnership;

/// <summary>What to look for on behalf of one survivor.</summary>
/// <param name="Targets">Its objects and those of everyone who awaits it; a hit on any of them decides.</param>
/// <param name="OwnCode">Whose code it runs; <see cref="CodeOrigin.Runtime"/> when nothing else is known.</param>
internal sealed record SurvivorTargets(IReadOnlyList<OwnershipTarget> Targets, CodeOrigin OwnCode);

/// <summary>
/// Collects the objects that make up a survivor. For use when something has failed: reads private fields by reflection. The result holds the program's objects, so let it go soon. Safe for use from many threads.
/// </summary>
/// <param name="origins">Whose code an assembly is.</param>
/// <param name="fields">How fields are read.</param>
internal sealed class OwnershipTargets(CodeOrigins origins, IFieldReader fields)
{
    /// <summary>Collects the targets of one survivor.</summary>
    /// <param name="survivor">Its index, for <see cref="OwnershipTarget.Survivor"/>.</param>
    /// <param name="work">Its own object: a task or async box (take the root of its awaiters where there is one), a <c>TimerQueueTimer</c>, or a <see cref="Thread"/>.</param>
    public SurvivorTargets Of(int survivor, object work) => new Collector(survivor, origins, new NamedFieldReader(fields)).Collect(work);

    private sealed class Collector(int survivor, CodeOrigins origins, NamedFieldReader reader)
    {
        /// <summary>Objects on the way to the root (count); an async recursion can be deep.</summary>
        private const int MaximumObjects = 10_000;

        private readonly List<OwnershipTarget> _targets = [];
        private readonly HashSet<object> _seen = new(ReferenceEqualityComparer.Instance);
        private readonly Queue<object> _open = new();
        private CodeOrigin _ownCode = CodeOrigin.Runtime;

        public SurvivorTargets Collect(object work)
        {
            Follow(work);
            for (bool isLeaf = true; _seen.Count < MaximumObjects && _open.TryDequeue(out object? next); isLeaf = false)
            {
                Visit(next, isLeaf);
            }

            return new SurvivorTargets(_targets, _ownCode);
        }

        private void Follow(object? next)
        {
            if (next is not null && _seen.Add(next))
            {
                _open.Enqueue(next);
            }
        }

        private void Visit(object value, bool isLeaf)
        {
            switch (value)
            {
                case Delegate continuation:
                    Follow(continuation.Target);
                    break;
                case Task task:
                    VisitTask(task, isLeaf);
                    break;
                case Thread:
                    AddWorker(value, "thread");
                    break;
                case CancellationTokenSource:
                    break; // Whoever registered there is only told.
                case not null when value.GetType().FullName == AwaiterFields.TimerTypeName:
                    VisitTimer(value, isLeaf);
                    break;
                case not null when origins.Of(value.GetType()) == CodeOrigin.Runtime:
                    VisitWrapper(value, isLeaf);
                    break;
            }
        }

        private void VisitTask(Task task, bool isLeaf)
        {
            object? action = reader.Read(task, AwaiterFields.TaskAction);
            object? continuation = reader.Read(task, AwaiterFields.TaskContinuation);
            bool isBox = IsBox(task);

            // A promise that is awaited only wakes the survivor: a static TaskCompletionSource does not own who waits for it.
            if (!isLeaf || isBox || action is not null || continuation is null)
            {
                AddWorker(task, isLeaf ? "task" : "awaiter");
            }

            if (isBox)
            {
                VisitStateMachine(task, isLeaf);
            }
            else if (action is Delegate code)
            {
                AddDelegate(code, "target", isLeaf);
                AddWorker(reader.Read(task, AwaiterFields.TaskState), "state", isLeaf);
            }

            Follow(continuation);
        }

        private void VisitStateMachine(object box, bool isLeaf)
        {
            if (reader.Read(box, AwaiterFields.StateMachine) is not { } machine)
            {
                return;
            }

            NoteCode(machine.GetType(), isLeaf);
            if (!machine.GetType().IsValueType)
            {
                AddWorker(machine, "state machine");
            }

            AddWorker(reader.Read(machine, AwaiterFields.CapturedThis), "this");
            if (KickoffMethods.Instance.Of(machine.GetType()) is { } method && method.IsDefined(typeof(ExtensionAttribute), inherit: false) && method.GetParameters() is [{ Name: { } receiver }, ..])
            {
                object? first = reader.Read(machine, receiver);
                AddWorker(first, "this"); // Written as a method of its first argument.
                if (first is not null && HostRuns.IsRun(machine.GetType()))
                {
                    AddWorker(reader.Read(first, HostRuns.WrappedHost), "this");
                }
            }

            if (reader.Read(machine, AwaiterFields.IteratorPromise) is { } promise)
            {
                VisitWrapper(promise, isLeaf: false);
            }
        }

        private void VisitTimer(object timer, bool isLeaf)
        {
            AddWorker(timer, "timer");
            if (reader.Read(timer, AwaiterFields.TimerCallback) is Delegate callback)
            {
                AddDelegate(callback, "callback target", isLeaf);
                Follow(callback.Target);
            }

            object? state = reader.Read(timer, AwaiterFields.TimerState);
            if (state is not Task)
            {
                AddWorker(state, "state", isLeaf);
            }

            Follow(state);
        }

        /// <summary>One of the runtime's objects between an operation and its awaiter, a list of them, or the box of a pooled method.</summary>
        private void VisitWrapper(object wrapper, bool isLeaf)
        {
            if (wrapper is List<object?> list)
            {
                FollowAll(list);
                return;
            }

            if (IsBox(wrapper))
            {
                AddWorker(wrapper, "awaiter");
                VisitStateMachine(wrapper, isLeaf);
            }

            foreach (string field in AwaiterFields.Wrappers)
            {
                switch (reader.Read(wrapper, field))
                {
                    case ValueType inner when !inner.GetType().IsPrimitive:
                        VisitWrapper(inner, isLeaf: false);
                        break;
                    case { } next and not ValueType:
                        Follow(next);
                        break;
                }
            }
        }

        private void FollowAll(List<object?> list)
        {
            try
            {
                for (int i = 0; i < list.Count; i++)
                {
                    Follow(list[i]);
                }
            }
            catch (ArgumentOutOfRangeException)
            {
                // An awaiter was taken off the list meanwhile: it is not waiting any more.
            }
        }

        private void AddDelegate(Delegate code, string role, bool isLeaf)
        {
            NoteCode(code.Method.DeclaringType, isLeaf);
            AddWorker(code.Target, role);
        }

        private void AddWorker(object? worker, string role, bool isLeaf)
        {
            if (worker is Delegate inner)
            {
                AddDelegate(inner, role + " target", isLeaf);
            }
            else
            {
                AddWorker(worker, role);
            }
        }

        private void AddWorker(object? worker, string role)
        {
            if (worker is null or Delegate or ExecutionContext or string or Type || worker.GetType().IsPrimitive)
            {
                return;
            }

            string name = worker.GetType().Name;
            if (name is "<>c" or "<>O")
            {
                return; // Caches of delegates: everybody's.
            }

            _targets.Add(new OwnershipTarget(survivor, worker, role));
            if (name.StartsWith("<>c__DisplayClass", StringComparison.Ordinal))
            {
                AddWorker(reader.Read(worker, AwaiterFields.CapturedThis), role + " (captured this)");
            }
        }

        /// <summary>The survivor's own code decides; its awaiters' only where that is all the runtime's.</summary>
        private void NoteCode(Type? type, bool isLeaf)
        {
            CodeOrigin origin = type is null || !(isLeaf || _ownCode == CodeOrigin.Runtime) ? CodeOrigin.Runtime : origins.Of(type);
            if (origin == CodeOrigin.User || (origin == CodeOrigin.Package && _ownCode == CodeOrigin.Runtime))
            {
                _ownCode = origin;
            }
        }

        private static bool IsBox(object value) => Array.Exists(value.GetType().GetInterfaces(), i => i.Name == AwaiterFields.BoxInterfaceName);
    }
}
