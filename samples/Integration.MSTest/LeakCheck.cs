using LeakCheck;

[assembly: VerifyNoLeaks]
[assembly: Parallelize(Scope = ExecutionScope.MethodLevel)]
