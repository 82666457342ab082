using LeakCheck;

[assembly: VerifyNoLeaks]
[assembly: Parallelizable(ParallelScope.All)]
